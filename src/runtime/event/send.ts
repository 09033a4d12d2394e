import type { Socket } from 'socket.io';
import type { Settings } from '../../contract/settings';
import type { WsResponse } from '../../response';

/** Emits a response to whom it names: its client, everyone in the namespace, or the members of rooms. */
export function emitResponse(socket: Socket, { to, event, data }: WsResponse, settings: Settings): void {
  if (to === 'client') emit(socket, event, data, settings);
  else if (to === 'namespace') emit(socket.nsp, event, data, settings);
  else if (to.length > 0) emit(socket.nsp.to([...to]), event, data, settings); // for socket.io no room is everyone
}

/** @throws TypeError where the data cannot be serialised */
export function emit(
  target: Pick<Socket, 'emit'>,
  event: string,
  data: unknown,
  { recoveryWindowMs }: Pick<Settings, 'recoveryWindowMs'>,
): void {
  assertSendable(data);
  // An adapter that can recover sessions stores a packet before it is encoded; one that cannot be encoded would fail
  // again, uncaught, when it is resent.
  if (recoveryWindowMs > 0) JSON.stringify(data);
  if (data === undefined) target.emit(event);
  else target.emit(event, data);
}

/** socket.io takes a function for a callback, and drops a symbol. */
export function assertSendable(value: unknown): void {
  if (typeof value === 'function' || typeof value === 'symbol') {
    throw new TypeError(`A ${typeof value} cannot be sent to a client`);
  }
}
