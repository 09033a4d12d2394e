import type { Socket } from 'socket.io';
import { STREAM_ITEM } from '../../client/stream-protocol';
import type { Settings } from '../../contract/settings';
import { assertAttachable } from '../../engine/adapters/serialisable';
import { checkEmitted } from '../../engine/writes/checked-emits';
import { sendUnrecorded } from '../../engine/recovery/unrecorded';
import { WsResponse } from '../../response';

/** Emits a response to whom it names: its client, everyone in the namespace, or the members of rooms. */
export function emitResponse(socket: Socket, { to, event, data }: WsResponse): void {
  if (to === 'client') emit(socket, event, data);
  else if (to === 'namespace') emit(socket.nsp, event, data);
  else if (to.length > 0) emit(socket.nsp.to([...to]), event, data); // for socket.io no room is everyone
}

/** Emits an item of a stream: as an event of its own, or to the stream that its client reads under an id. */
export function emitItem(
  socket: Socket,
  event: string,
  item: unknown,
  settings: Settings,
  streamId: number | undefined,
): void {
  if (!WsResponse.is(item) && streamId !== undefined) emitStreamItem(socket, event, item, settings, streamId);
  else if (!WsResponse.is(item)) emitOnce(socket, event, item, settings);
  else if (item.to === 'client') emitOnce(socket, item.event, item.data, settings);
  else emitResponse(socket, item);
}

function emitStreamItem(socket: Socket, event: string, item: unknown, settings: Settings, id: number): void {
  assertSendable(item);
  checkEmitted(socket, [event, item]);
  emitOnce(socket, STREAM_ITEM, item === undefined ? [id] : [id, item], settings);
}

/** @throws TypeError where the data cannot be serialised: here, or in front of the adapter */
export function emit(target: Pick<Socket, 'emit'>, event: string, data: unknown): void {
  assertSendable(data);
  if (data === undefined) target.emit(event);
  else target.emit(event, data);
}

/** Emits what its client need not get again when it recovers its session: an error, an item of a stream. */
export function emitOnce(socket: Socket, event: string, data: unknown, { recoveryWindowMs }: Settings): void {
  if (recoveryWindowMs === 0) {
    emit(socket, event, data);
    return;
  }
  assertSendable(data);
  const packet = data === undefined ? [event] : [event, data];
  checkEmitted(socket, packet);
  sendUnrecorded(socket, packet);
}

/** socket.io takes a function for a callback, and drops a symbol. What is inside of a value is looked at as it is encoded. */
export function assertSendable(value: unknown): void {
  if (typeof value === 'function' || typeof value === 'symbol') {
    throw new TypeError(`A ${typeof value} cannot be sent to a client`);
  }
  assertAttachable(value);
}
