import type { Events } from '../contract/types/declared.ts';
import type {
  EventOf,
  NamedEvent,
  NoContract,
  RequestAnswer,
  RequestArguments,
  Unchecked,
} from '../contract/types/requests.ts';
import { sendAtOnce, waitForAnswer, waitMsOf } from './answer.ts';
import type { ContractOf } from './client-socket.ts';
import { withRequestFields } from './request-fields.ts';
import type { RequestOptions, RequestSocket } from './request-options.ts';
import { resultOf } from './result.ts';
import { newRequestId, untilAnswered } from './retry.ts';

type Target<Used extends RequestSocket> = Used | ({ readonly socket: Used } & RequestOptions);

const OPTIONS = ['socket', 'timeoutMs', 'signal', 'retry', 'acks', 'traceContext'] satisfies (
  'socket' | keyof RequestOptions
)[];

/**
 * Sends an event and gives the gateway's answer, under every option of the client. On a socket that knows the contract
 * ({@link ClientSocket}), or with the contract and the event as type arguments, the compiler checks the event, its
 * arguments and its answer.
 *
 * ```ts
 * const message = await request(socket, 'my_event', { data: 'hello' });
 * const other = await request({ socket, timeoutMs: 500, signal }, 'my_event', { data: 'hello' });
 * const order = await request({ socket, retry: true }, 'order', { item: 'tea' }); // again, if it has to be
 * const third = await request<ChatTypes, 'my_event'>(socket, 'my_event', { data: 'hello' });
 * ```
 *
 * @throws GatewayError where the gateway answered with an error, or refused the client at connect: an answer is none
 * @throws TypeError where an option has no such name
 * @throws Error where no answer came in time, the client cannot connect, or the connection was lost before it came
 */
export function request<Used extends RequestSocket, const Event extends EventOf<ContractOf<Used>>>(
  target: Target<Used>,
  event: Event,
  ...args: RequestArguments<ContractOf<Used>, Event>
): Promise<RequestAnswer<ContractOf<Used>, Event>>;
/** With a contract as the type argument, and the event as the second: the compiler infers all of them or none. */
export function request<
  Types extends { listens: object },
  Event extends string,
  Used extends RequestSocket = RequestSocket,
>(
  target: Target<Used>,
  event: NamedEvent<Types, Event, Unchecked<ContractOf<Used>, Event>>,
  ...args: RequestArguments<Events<Types, 'listens'>, Event>
): Promise<RequestAnswer<Events<Types, 'listens'>, Event>>;
/** Without a contract, or with the type of the answer as the type argument: nothing is checked. */
export function request<
  Answer = unknown,
  Used extends RequestSocket = RequestSocket,
  const Event extends string = string,
>(
  target: Target<Used>,
  event: NoContract<Answer, Unchecked<ContractOf<Used>, Event>>,
  ...args: unknown[]
): Promise<Answer>;
export async function request(target: Target<RequestSocket>, event: string, ...args: unknown[]): Promise<unknown> {
  const { socket, acks, traceContext, retry, ...options }: { readonly socket: RequestSocket } & RequestOptions =
    'socket' in target ? target : { socket: target };
  if ('socket' in target) expectOptions(target);
  const id = retry ? newRequestId() : undefined;
  const sent = withRequestFields(args, { id, traceContext });
  if (!retry) return resultOf(await waitForAnswer(socket, options, event, sent), acks);
  const { signal } = options;
  return untilAnswered(event, waitMsOf(socket, options.timeoutMs), signal, async (timeoutMs) => {
    sendAtOnce(socket);
    return resultOf(await waitForAnswer(socket, { timeoutMs, ...(signal && { signal }) }, event, sent), acks);
  });
}

/** One that is misspelt would be lost. */
function expectOptions(target: object): void {
  const unknown = Object.keys(target).find((name) => !OPTIONS.some((each) => each === name));
  if (unknown !== undefined)
    throw new TypeError(`request: its option '${unknown}' is unknown; expected ${OPTIONS.join(', ')}`);
}
