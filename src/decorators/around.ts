import {
  type ExceptionFilterLike,
  type GuardLike,
  type InterceptorLike,
  nothingAround,
  type RateLimitOptions,
} from '../around';
import { recordAround } from '../metadata';

/** Decorates a gateway, for all of its handlers, or one handler. */
export type AroundDecorator = (target: object, name?: string | symbol, descriptor?: PropertyDescriptor) => void;

/**
 * Lets events pass only if every guard returns `true`. On a class also at connect: a client that it refuses gets
 * `connect_error` and is in no handler, no hook and no room. In a namespace of several gateways the connect guards of
 * all of them must agree, while events are guarded by their own gateway alone.
 */
export function UseGuards(...guards: GuardLike[]): AroundDecorator {
  return (target, name) => recordAround(target, name, { ...nothingAround, guards });
}

/** Wraps handlers, the first interceptor outermost. */
export function UseInterceptors(...interceptors: InterceptorLike[]): AroundDecorator {
  return (target, name) => recordAround(target, name, { ...nothingAround, interceptors });
}

/** Sees what was thrown before the client does: the method's filters first, then the class's, then the global ones. */
export function UseFilters(...filters: ExceptionFilterLike[]): AroundDecorator {
  return (target, name) => recordAround(target, name, { ...nothingAround, filters });
}

/**
 * Refuses events beyond a budget with 1013, `{ message, retryAfterMs }`. Needs the package `rate-limiter-flexible`.
 * On a class, one budget for all of its handlers.
 *
 * ```ts
 * @RateLimit({ points: 10, durationMs: 1_000 })
 * @RateLimit({ points: 100, durationMs: 60_000, key: (context) => context.environment.address })
 * @RateLimit({ limiter: (container) => new RateLimiterRedis({ storeClient: container.get(Redis), points: 10 }) })
 * ```
 */
export function RateLimit(options: RateLimitOptions): AroundDecorator {
  return (target, name) => recordAround(target, name, { ...nothingAround, rateLimits: [options] });
}

/**
 * Answers 1013 'Timed out' when a handler, its guards and its stream take longer than so many milliseconds, and aborts
 * `context.signal`. What the handler returns later is dropped.
 */
export function Timeout(ms: number): AroundDecorator {
  return (target, name) => recordAround(target, name, { ...nothingAround, timeoutMs: ms });
}
