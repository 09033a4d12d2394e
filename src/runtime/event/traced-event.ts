import type { Socket } from 'socket.io';
import { channels, type EventMessage } from '../../channels';
import { packetIdOf } from '../../engine/internals/packet-ids';
import { packetBytes } from '../../engine/packet-bytes';
import type { HandlerDefinition } from '../../registry/definitions';
import type { RunnableHandler } from '../handler/compile';
import type { NamespaceHandlers } from '../handler/namespace-handlers';
import { Trace } from '../trace';
import { type Ack, EventReply } from './reply';
import { takeRequestFields } from './request-fields';

/**
 * The reply to an event that has come, with its trace where somebody watches. Takes from the arguments what is not the
 * payload: the acknowledgement, and the fields of a request.
 */
export function replyTo(
  socket: Socket,
  { name, settings }: NamespaceHandlers,
  handler: RunnableHandler | undefined,
  event: string,
  received: unknown[],
): EventReply {
  const ack = typeof received.at(-1) === 'function' ? (received.pop() as Ack) : undefined;
  const streamId = ack && packetIdOf(ack);
  const { id, traceContext } = ack ? takeRequestFields(received) : {};
  const definition = handler?.definition;
  const trace = channels.event.hasSubscribers
    ? traceEvent(socket, name, definition, event, received, { isStream: streamId !== undefined, traceContext })
    : undefined;
  return new EventReply(socket, event, definition ?? { label: name }, settings, ack, handler, streamId, trace, id);
}

/** @param namespace as it was registered */
function traceEvent(
  socket: Socket,
  namespace: string,
  definition: HandlerDefinition | undefined,
  event: string,
  args: readonly unknown[],
  extras: Pick<EventMessage, 'isStream' | 'traceContext'>,
): Trace<EventMessage> {
  const { server } = socket.nsp;
  const [gateway, handler] = [definition?.gateway.name, definition?.label];
  const bytes = packetBytes(args);
  return new Trace(channels.event, { server, socket, gateway, handler, namespace, event, args, bytes, ...extras });
}
