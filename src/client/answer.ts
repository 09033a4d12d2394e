import { GatewayError } from './gateway-error.ts';
import type { RequestOptions, RequestSocket } from './request-options.ts';

const DEFAULT_TIMEOUT_MS = 10_000;
/** The longest delay of a timer; a longer one would fire at once. */
export const MAX_TIMER_MS = 2 ** 31 - 1;

/** What socket.io-client keeps of its options and of `socket.timeout()` and `socket.volatile`, and its types hide. */
interface ClientState {
  readonly flags?: { readonly timeout?: number; readonly volatile?: boolean; readonly fromQueue?: boolean };
  readonly io?: { readonly opts?: { readonly ackTimeout?: number; readonly retries?: number } };
  /** Events that are kept until the client is connected. */
  readonly sendBuffer?: { readonly id?: number }[];
  /** The id of the next acknowledgement. */
  readonly ids?: number;
  /** By the ids of their packets, the callbacks that wait, each with its timer. */
  readonly acks?: Readonly<Record<string, ((failure: Error) => void) | undefined>>;
}

/** There is no answer, and there may be one another time: nothing is known to be wrong with the request. */
export class NotAnswered extends Error {}

/** The time to wait for an answer, in milliseconds, where a request may leave it to its socket. */
export function waitMsOf(socket: RequestSocket, timeoutMs: number | undefined): number {
  const { flags, io } = socket as ClientState;
  return timeoutMs ?? flags?.timeout ?? io?.opts?.ackTimeout ?? DEFAULT_TIMEOUT_MS;
}

/** The next event is sent once, and beside the queue that socket.io-client has with its option `retries`. */
export function sendAtOnce(socket: RequestSocket): void {
  Object.assign((socket as ClientState).flags ?? {}, { fromQueue: true });
}

/**
 * Emits an event and resolves to the arguments of its acknowledgement. Always with a time-out of socket.io-client:
 * without one the acknowledgement has other arguments under its options `ackTimeout` and `retries`.
 *
 * @param id of its acknowledgement, where it is not the next that the client would give
 * @see https://socket.io/docs/v4/client-options/#acktimeout
 */
export function waitForAnswer(
  socket: RequestSocket,
  { timeoutMs, signal }: Pick<RequestOptions, 'timeoutMs' | 'signal'>,
  event: string,
  args: readonly unknown[],
  id?: number,
): Promise<readonly unknown[]> {
  const { flags, io, sendBuffer, ids } = socket as ClientState;
  const waitMs = waitMsOf(socket, timeoutMs);
  const isRetried = Boolean(io?.opts?.retries) && !flags?.volatile && !flags?.fromQueue;

  return new Promise((resolve, reject) => {
    const stopWaiting = (): void => {
      socket.off('disconnect', onDisconnect);
      socket.off('connect_error', onConnectError);
      signal?.removeEventListener('abort', onAbort);
    };
    const fail = (error: Error): void => {
      stopWaiting();
      reject(error);
      discard(socket as ClientState, unsent); // which calls the callback, too
    };
    const onAbort = (): void => fail(signal?.reason as Error); // an AbortError unless the caller chose another
    const onDisconnect = (reason: string): void => {
      const isOver = reason === 'io client disconnect'; // the application wants no more of it
      const message = `'${event}' was not answered: disconnected (${reason})`;
      fail(isOver ? new Error(message) : new NotAnswered(message));
    };
    const onConnectError = (error: Error): void => fail(notConnected(event, error));

    let unsent: { readonly id?: number } | undefined;
    if (signal?.aborted) {
      onAbort();
      return;
    }
    if (flags?.volatile && !socket.connected) {
      Object.assign(flags, { volatile: false }); // it was for this event
      fail(new Error(`'${event}' was not sent: not connected, and volatile events are not kept`));
      return;
    }
    signal?.addEventListener('abort', onAbort);
    // With retries, socket.io-client keeps the event and sends it again when it is connected.
    if (!isRetried) {
      socket.on('disconnect', onDisconnect);
      socket.on('connect_error', onConnectError);
    }
    socket.timeout(Math.min(waitMs, MAX_TIMER_MS));
    if (id !== undefined) Object.assign(socket, { ids: id });
    socket.emit(event, ...args, (failure: Error | null, ...answer: unknown[]) => {
      if (failure) {
        fail(new NotAnswered(`'${event}' was not answered within ${waitMs} ms`, { cause: failure }));
        return;
      }
      stopWaiting();
      resolve(answer);
    });
    if (id !== undefined) Object.assign(socket, { ids });
    if (!socket.connected && !isRetried) unsent = sendBuffer?.at(-1);
  });
}

function notConnected(event: string, error: Error & { data?: unknown }): Error {
  return GatewayError.from(error.data) ?? new NotAnswered(`'${event}' was not sent: not connected: ${error.message}`);
}

/** An event whose request has failed must not be sent when the client connects later. Its timer would keep Node alive. */
function discard({ sendBuffer, acks = {} }: ClientState, packet: { readonly id?: number } | undefined): void {
  const index = packet ? (sendBuffer?.indexOf(packet) ?? -1) : -1;
  if (index < 0) return;
  sendBuffer?.splice(index, 1);
  const id = packet?.id ?? -1;
  acks[id]?.(new Error('not sent'));
  Reflect.deleteProperty(acks, id);
}
