import type { WithoutVoid } from './event-arguments';
import type { OnWire } from './on-wire';
import type { ReplyIn, Result } from './result';
import type { Given } from './taken-body';

/**
 * The `listens` of a gateway that is written class-first, from methods that are named as their events. The first
 * parameter that is neither a socket nor a context nor a function is the body; the acknowledgement takes what the method
 * gives, as it arrives.
 *
 * ```ts
 * export interface ChatTypes { listens: Handles<typeof ChatGateway, 'say' | 'list'> }
 * ```
 */
export type Handles<
  Gateway extends abstract new (...args: never[]) => object,
  Names extends keyof InstanceType<Gateway>,
> = {
  [Name in Names]: Listener<InstanceType<Gateway>[Name]>;
};

type Listener<Method> = Method extends (...args: infer Args) => unknown
  ? (...args: [...Body<Args>, ...Acknowledgement<OnWire<ReplyIn<Result<Method>>>>]) => void
  : never;

type Body<Args extends readonly unknown[]> = Args extends readonly [infer First, ...infer Rest]
  ? [First] extends [Given]
    ? Body<Rest>
    : [body: First]
  : Args extends readonly [(infer First)?, ...infer Rest]
    ? number extends Args['length']
      ? Args
      : Args extends readonly []
        ? []
        : [First] extends [Given]
          ? Body<Rest>
          : [body?: First]
    : [];

/** None where nothing is answered. */
type Acknowledgement<Answer> = [WithoutVoid<Answer>] extends [undefined] ? [] : [ack: (answer: Answer) => void];
