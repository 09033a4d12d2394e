import { WebSocketException, WsStatus } from '../../errors';
import type { Connection } from '../../engine/connections';
import type { EventReply } from '../reply/reply';
import type { StreamCalls } from '../event/stream-calls';
import { UNKNOWN_EVENT } from '../reply/why';
import type { RunnableHandler } from '../handler/compile';
import type { NamespaceHandlers } from '../handler/namespace-handlers';
import { limitStep, type Step } from '../handler/step';
import { within } from '../trace';
import { serverIsClosing, tooManyAtOnce } from './exceptions';

/** An event that is refused before it runs. */
export interface Refused {
  readonly error: WebSocketException;
  readonly step: Step;
}

const CLOSING: Step = { name: 'limits', by: undefined };
const PENDING = limitStep('maxPendingEvents');
const RUNNING = limitStep('maxRunningEvents');
const STREAM: Step = { name: 'validation', by: "stream's id" };

/** What it depends on of the client. */
interface Receiver {
  readonly connection: Connection;
  readonly streams: StreamCalls;
  /** How many events one of this handler has to wait for. */
  ahead(handler: RunnableHandler): number;
}

/** Why an event does not run at all, if it does not. */
export function whyNotNow(
  handler: RunnableHandler | undefined,
  client: Receiver,
  { settings, definition, shared, lifecycle }: NamespaceHandlers,
  streamId: number | undefined,
): Refused | undefined {
  const { connection } = client;
  if (!handler)
    return { error: new WebSocketException(WsStatus.UNSUPPORTED_DATA, 'Unknown event'), step: UNKNOWN_EVENT };
  // The connections of a server of the application are not this host's alone.
  if (connection.isLeaving || (shared && lifecycle.closing)) return { error: serverIsClosing(), step: CLOSING };
  if (client.ahead(handler) > definition.maxPendingEvents) {
    return { error: new WebSocketException(WsStatus.TRY_AGAIN_LATER, 'Too many pending events'), step: PENDING };
  }
  if (connection.running >= settings.limits.maxRunningEvents) return { error: tooManyAtOnce(), step: RUNNING };
  if (streamId !== undefined && !client.streams.add(streamId)) {
    return { error: new WebSocketException(WsStatus.PROTOCOL_ERROR, 'There is a stream of this id'), step: STREAM };
  }
  return undefined;
}

/** Answers such an event, and has done so when it returns. */
export function refuse(reply: EventReply, { error, step }: Refused, args: readonly unknown[]): Promise<void> {
  within(reply.watch, () => {
    reply.fail(error, { thrown: error, step, args });
    reply.watch?.finish();
  });
  return Promise.resolve();
}
