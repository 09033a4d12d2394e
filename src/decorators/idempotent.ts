import { noEnhancers } from '../enhancers';
import type { IdempotentOptions } from '../idempotency/options';
import { recordMethod } from './metadata';
import type { HandlerDecorator } from './method-decorator';
import { expectParenthesesOnClasses } from './misuse';

/**
 * Answers a request that comes again with the answer that it had, and does not run the handler a second time. A request
 * comes again where its client, with `request({ socket, retry: true }, …)` of `/client`, got no answer; it carries an id
 * then. Events without one run as ever. Rate limits, guards and validation see each of them.
 *
 * A request that still runs, on this server or on another with the same store, is not started twice: the repeat waits for
 * its answer. Not for streams, and not for methods with `@WsAck()`.
 *
 * ```ts
 * @Idempotent()
 * @SubscribeMessage()
 * order(@WsBody(schema) order: Order) { … }
 *
 * @Idempotent({ windowMs: 60_000, store: (container) => container.get(RedisIdempotencyStore) })
 * ```
 */
export function Idempotent(options?: IdempotentOptions): HandlerDecorator;
export function Idempotent(...args: [IdempotentOptions?]): HandlerDecorator {
  expectParenthesesOnClasses('@Idempotent', '@Idempotent()', args);
  const [options = {}] = args;
  return (...place) => {
    recordMethod(place, { enhancers: { ...noEnhancers, idempotent: options } });
  };
}
