import type { Socket } from 'socket.io';
import { FIRST_STREAM_ID } from '../../client/stream-protocol';
import { channels, type EventMessage, eventCounters } from '../../channels';
import { packetIdOf } from '../../engine/internals/packet-ids';
import { takePacketBytes } from '../../engine/packet-bytes';
import type { HandlerDefinition } from '../../registry/definitions';
import type { RunnableHandler } from '../handler/compile';
import type { NamespaceHandlers } from '../handler/namespace-handlers';
import { Trace, type Watch } from '../trace';
import { type Ack, EventReply } from '../reply/reply';
import { CountedWatch } from './counted-event';
import { takeRequestFields } from './request-fields';

/**
 * The reply to an event that has come, watched where somebody asks for it. Takes from the arguments what is not the
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
  const ackId = ack && packetIdOf(ack);
  const streamId = ackId !== undefined && ackId >= FIRST_STREAM_ID ? ackId : undefined;
  const fields = ack && takeRequestFields(received);
  const definition = handler?.definition;
  let watch: Watch | undefined;
  if (channels.event.hasSubscribers) {
    const isStream = streamId !== undefined;
    const { traceContext } = fields ?? {};
    watch = traceEvent(socket, name, definition, event, received, { isStream, ackId, traceContext });
  } else if (eventCounters.size > 0) watch = new CountedWatch(socket, handler?.gatewayName, event);
  return new EventReply(
    socket,
    event,
    definition ?? { label: name },
    settings,
    ack,
    handler,
    streamId,
    watch,
    fields?.id,
  );
}

/** @param namespace as it was registered */
function traceEvent(
  socket: Socket,
  namespace: string,
  definition: HandlerDefinition | undefined,
  event: string,
  args: readonly unknown[],
  { isStream, ackId, traceContext }: Pick<EventMessage, 'isStream' | 'ackId' | 'traceContext'>,
): Trace<EventMessage> {
  const message: EventMessage = {
    server: socket.nsp.server,
    socket,
    gateway: definition?.gateway.name,
    handler: definition?.label,
    namespace,
    event,
    args,
    bytes: takePacketBytes(args),
    isStream,
    ackId,
    traceContext,
    durations: {},
    startedAt: performance.now(),
    outcome: undefined,
    code: undefined,
    decidedBy: undefined,
  };
  return new Trace(channels.event, message, eventCounters);
}
