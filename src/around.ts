import type { GatewayContainer, Newable } from './container';
import type { GatewayContext } from './context';
import type { GatewayTypes } from './gateway-types';

type Awaitable<Value> = Value | Promise<Value>;

/**
 * Holds the door: at connect (of a class, and of all gateways) and before every event. Only `true` lets pass;
 * everything else is refused with 1008. What it throws is the answer.
 */
export interface Guard<Types extends GatewayTypes = GatewayTypes> {
  canActivate(context: GatewayContext<Types>): Awaitable<boolean>;
}

/**
 * Wraps a handler. `next()` runs what is further in and gives the handler's result; it may be called again, to retry,
 * or not at all. What `intercept` gives is the reply.
 */
export interface Interceptor<Types extends GatewayTypes = GatewayTypes> {
  intercept(context: GatewayContext<Types>, next: () => Promise<unknown>): unknown;
}

/**
 * Sees what was thrown before the client does, and returns or throws what the client is to see instead; `undefined`
 * leaves it as it is. Only a `WebSocketException` is told; everything else is an internal error.
 */
export interface ExceptionFilter<Types extends GatewayTypes = GatewayTypes> {
  catch(error: unknown, context: GatewayContext<Types>): unknown;
}

/** A class that the container gives, an instance, or a function that does what the method would. */
export type GuardLike = Newable<Guard> | Guard | Guard['canActivate'];
export type InterceptorLike = Newable<Interceptor> | Interceptor | Interceptor['intercept'];
export type ExceptionFilterLike = Newable<ExceptionFilter> | ExceptionFilter | ExceptionFilter['catch'];

/** What is used of a limiter of `rate-limiter-flexible`. */
export interface RateLimiter {
  consume(key: string): Promise<unknown>;
}

export const EXPECTED_LIMITER = 'expected an object with consume() and a function that gives one';

export function isLimiter(value: unknown): value is RateLimiter {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, 'consume') === 'function';
}

interface RateLimitKey {
  /** Who shares a budget. @default the client: `context.sid` */
  key?: (context: GatewayContext) => string;
}

export type RateLimitOptions = RateLimitKey &
  (
    | {
        /** How many events may come… */
        points: number;
        /** …within how many milliseconds. */
        durationMs: number;
      }
    | {
        /** A limiter of `rate-limiter-flexible` with a store of its own, or a function of the container that gives one. */
        limiter: RateLimiter | ((container: GatewayContainer) => RateLimiter);
      }
  );

/** What runs around handlers: of one method, of a class, or of all gateways. Each from the outside in. */
export interface Around {
  readonly guards: readonly GuardLike[];
  readonly interceptors: readonly InterceptorLike[];
  readonly filters: readonly ExceptionFilterLike[];
  readonly rateLimits: readonly RateLimitOptions[];
  readonly timeoutMs: number | undefined;
}

export const nothingAround: Around = Object.freeze({
  guards: [],
  interceptors: [],
  filters: [],
  rateLimits: [],
  timeoutMs: undefined,
});

/** Both, `outer` around `inner`; of two timeouts the inner one counts. */
export function nest(outer: Around, inner: Around): Around {
  return {
    guards: [...outer.guards, ...inner.guards],
    interceptors: [...outer.interceptors, ...inner.interceptors],
    filters: [...outer.filters, ...inner.filters],
    rateLimits: [...outer.rateLimits, ...inner.rateLimits],
    timeoutMs: inner.timeoutMs ?? outer.timeoutMs,
  };
}
