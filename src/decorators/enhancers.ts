import {
  type ExceptionFilterLike,
  type GuardLike,
  type InterceptorLike,
  noEnhancers,
  type RateLimitOptions,
} from '../enhancers';
import { recordEnhancers } from './metadata';
import { expectParentheses, expectParenthesesOnClasses } from './misuse';

/** Decorates a gateway, for all of its handlers, or one handler. */
export type EnhancerDecorator = (target: object, name?: string | symbol, descriptor?: PropertyDescriptor) => void;

/**
 * Lets events pass only if every guard returns `true`. On a class also at connect: a client that it refuses gets
 * `connect_error` and is in no handler, no hook and no room. In a namespace of several gateways the connect guards of
 * all of them must agree, while events are guarded by their own gateway alone.
 */
export function UseGuards(...guards: GuardLike[]): EnhancerDecorator {
  expectParentheses('@UseGuards', '@UseGuards(…)', guards);
  return (...place) => recordEnhancers(place, { ...noEnhancers, guards });
}

/** Wraps handlers, the first interceptor outermost. */
export function UseInterceptors(...interceptors: InterceptorLike[]): EnhancerDecorator {
  expectParentheses('@UseInterceptors', '@UseInterceptors(…)', interceptors);
  return (...place) => recordEnhancers(place, { ...noEnhancers, interceptors });
}

/** Gets errors before the client does: the method's filters first, then the class's, then the global ones. */
export function UseFilters(...filters: ExceptionFilterLike[]): EnhancerDecorator {
  expectParentheses('@UseFilters', '@UseFilters(…)', filters);
  return (...place) => recordEnhancers(place, { ...noEnhancers, filters });
}

/**
 * Refuses events beyond a budget with 1013, `{ message, retryAfterMs }`. Needs the package `rate-limiter-flexible`.
 * On a class, one budget for all of its handlers, and another of the same size for connecting.
 *
 * ```ts
 * @RateLimit({ points: 10, durationMs: 1_000 })
 * @RateLimit({ points: 100, durationMs: 60_000, key: (context) => context.environment.address })
 * @RateLimit({ limiter: (container) => new RateLimiterRedis({ storeClient: container.get(Redis), points: 10 }) })
 * ```
 */
export function RateLimit(options: RateLimitOptions): EnhancerDecorator;
export function RateLimit(...args: [RateLimitOptions]): EnhancerDecorator {
  expectParenthesesOnClasses('@RateLimit', '@RateLimit({ points, durationMs })', args);
  const [options] = args;
  return (...place) => recordEnhancers(place, { ...noEnhancers, rateLimits: [options] });
}

/**
 * Answers 1013 'Timed out' when a handler, its guards and its stream take longer than so many milliseconds, and aborts
 * `context.signal`. What the handler returns later is dropped. On a class also for its guards at connect, together.
 */
export function Timeout(ms: number): EnhancerDecorator;
export function Timeout(...args: [number]): EnhancerDecorator {
  expectParenthesesOnClasses('@Timeout', '@Timeout(ms)', args);
  const [ms] = args;
  return (...place) => recordEnhancers(place, { ...noEnhancers, timeoutMs: ms });
}
