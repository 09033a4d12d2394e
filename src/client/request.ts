import { waitForAnswer } from './answer';
import { GatewayError } from './gateway-error';
import type { RequestOptions, RequestSocket } from './request-options';

/**
 * Sends an event and gives the gateway's answer, under every option of the client.
 *
 * ```ts
 * const message = await request(socket, 'my_event', { data: 'hello' });
 * const other = await request({ socket, timeoutMs: 500, signal }, 'my_event', { data: 'hello' });
 * ```
 *
 * @throws GatewayError where the gateway answered with an error, or refused the client at connect
 * @throws Error where no answer came in time, the client cannot connect, or the connection was lost before it came
 */
export async function request<Answer = unknown>(
  target: RequestSocket | ({ readonly socket: RequestSocket } & RequestOptions),
  event: string,
  ...args: unknown[]
): Promise<Answer> {
  const { socket, acks = 'value', ...options } = 'socket' in target ? target : { socket: target };
  const answer = await waitForAnswer(socket, options, event, args);
  const error = acks === 'errorFirst' ? GatewayError.from(answer[0]) : errorIn(answer[0]);
  if (error) throw error;
  return (acks === 'errorFirst' ? answer[1] : answer[0]) as Answer; // the caller knows what the event answers
}

/** The error of an answer `{ error }`, which is all that such an answer holds. */
function errorIn(answer: unknown): GatewayError | undefined {
  if (typeof answer !== 'object' || answer === null || !('error' in answer)) return undefined;
  return Object.keys(answer).length === 1 ? GatewayError.from(answer.error) : undefined;
}
