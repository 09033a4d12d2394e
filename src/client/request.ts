import { GatewayError } from './gateway-error';

/** The part that is used of a socket of `socket.io-client`, in a browser or in Node. */
export interface RequestSocket {
  emit(event: string, ...args: unknown[]): unknown;
  on(event: 'disconnect', listener: (reason: string) => void): unknown;
  off(event: 'disconnect', listener: (reason: string) => void): unknown;
}

export interface RequestOptions {
  /** The time to wait for the answer, in milliseconds; `Infinity` waits for ever. @default 10000 */
  timeoutMs?: number;
  /** Stops waiting; the promise is rejected with the signal's reason. */
  signal?: AbortSignal;
  /** As the server was attached with. @default 'value' */
  acks?: 'value' | 'errorFirst';
}

const DEFAULT_TIMEOUT_MS = 10_000;

/**
 * Sends an event and gives the gateway's answer.
 *
 * ```ts
 * const message = await request(socket, 'my_event', { data: 'hello' });
 * const other = await request({ socket, timeoutMs: 500, signal }, 'my_event', { data: 'hello' });
 * ```
 *
 * @throws GatewayError where the gateway answered with an error
 * @throws Error where no answer came in time, or the connection was lost before it came
 */
export function request<Answer = unknown>(
  target: RequestSocket | ({ readonly socket: RequestSocket } & RequestOptions),
  event: string,
  ...args: unknown[]
): Promise<Answer> {
  const {
    socket,
    timeoutMs = DEFAULT_TIMEOUT_MS,
    signal,
    acks = 'value',
  } = 'socket' in target ? target : { socket: target };

  return new Promise<Answer>((resolve, reject) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stopWaiting = (): void => {
      clearTimeout(timer);
      socket.off('disconnect', onDisconnect);
      signal?.removeEventListener('abort', onAbort);
    };
    const fail = (error: Error): void => {
      stopWaiting();
      reject(error);
    };
    const onDisconnect = (reason: string): void =>
      fail(new Error(`'${event}' was not answered: disconnected (${reason})`));
    const onAbort = (): void => fail(signal?.reason as Error); // an AbortError unless the caller chose another

    if (signal?.aborted) {
      onAbort();
      return;
    }
    socket.on('disconnect', onDisconnect);
    signal?.addEventListener('abort', onAbort);
    if (timeoutMs !== Infinity) {
      timer = setTimeout(() => fail(new Error(`'${event}' was not answered within ${timeoutMs} ms`)), timeoutMs);
    }
    socket.emit(event, ...args, (...answer: unknown[]) => {
      const error = acks === 'errorFirst' ? GatewayError.from(answer[0]) : errorIn(answer[0]);
      if (error) {
        fail(error);
        return;
      }
      stopWaiting();
      resolve((acks === 'errorFirst' ? answer[1] : answer[0]) as Answer); // the caller knows what the event answers
    });
  });
}

/** The error of an answer `{ error }`, which is all that such an answer holds. */
function errorIn(answer: unknown): GatewayError | undefined {
  if (typeof answer !== 'object' || answer === null || !('error' in answer)) return undefined;
  return Object.keys(answer).length === 1 ? GatewayError.from(answer.error) : undefined;
}
