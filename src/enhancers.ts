import type { GatewayContainer, Newable } from './container';
import type { GatewayContext } from './context';
import type { GatewayTypes } from './contract/gateway-types';
import type { IdempotentOptions } from './idempotency/options';

type Awaitable<Value> = Value | Promise<Value>;

/**
 * Decides whether a client may connect (guards of a class, and global ones) and whether an event may run. Only `true`
 * lets pass; everything else is refused with 1008. What it throws is the answer.
 */
export interface Guard<Types extends GatewayTypes = GatewayTypes> {
  canActivate(context: GatewayContext<Types>): Awaitable<boolean>;
}

/**
 * Wraps a handler. `next()` runs the interceptors further in and the handler, and gives the handler's result. It may be
 * called again, to retry, or not at all. What `intercept` returns is the reply.
 */
export interface Interceptor<Types extends GatewayTypes = GatewayTypes> {
  intercept(context: GatewayContext<Types>, next: () => Promise<unknown>): unknown;
}

/**
 * Gets an error before the client does. It returns or throws what the client is to see instead; `undefined` keeps the
 * error. The client reads a `WebSocketException`; everything else becomes an internal error.
 */
export interface ExceptionFilter<Types extends GatewayTypes = GatewayTypes> {
  catch(error: unknown, context: GatewayContext<Types>): unknown;
}

/** A class that is resolved from the container, an instance, or a function in place of the method. */
export type GuardLike = Newable<Guard> | Guard | Guard['canActivate'];
export type InterceptorLike = Newable<Interceptor> | Interceptor | Interceptor['intercept'];
export type ExceptionFilterLike = Newable<ExceptionFilter> | ExceptionFilter | ExceptionFilter['catch'];

/** The part of a limiter of `rate-limiter-flexible` that is used. */
export interface RateLimiter {
  consume(key: string): Promise<unknown>;
}

export const EXPECTED_LIMITER = 'expected an object with consume(), or a function that returns one';

export function isLimiter(value: unknown): value is RateLimiter {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, 'consume') === 'function';
}

interface RateLimitKey {
  /** Clients with the same key share a budget. @default the connection, whatever namespaces it is in */
  key?: (context: GatewayContext) => string;
}

export type RateLimitOptions = RateLimitKey &
  (
    | {
        /** The number of events that may come… */
        points: number;
        /** …within so many milliseconds. */
        durationMs: number;
      }
    | {
        /** A limiter of `rate-limiter-flexible` with a store of its own, or a function of the container that gives one. */
        limiter: RateLimiter | ((container: GatewayContainer) => RateLimiter);
      }
  );

/** The guards, interceptors, filters and limits of one method, of a class, or of all gateways. Each list from the outside in. */
export interface Enhancers {
  readonly guards: readonly GuardLike[];
  readonly interceptors: readonly InterceptorLike[];
  readonly filters: readonly ExceptionFilterLike[];
  readonly rateLimits: readonly RateLimitOptions[];
  readonly timeoutMs: number | undefined;
  /** A request that comes again gets the answer that it had. */
  readonly idempotent: IdempotentOptions | undefined;
}

export const noEnhancers: Enhancers = Object.freeze({
  guards: [],
  interceptors: [],
  filters: [],
  rateLimits: [],
  timeoutMs: undefined,
  idempotent: undefined,
});

/** Both, `outer` around `inner`; of two timeouts, and of two `@Idempotent`, the inner one counts. */
export function mergeEnhancers(outer: Enhancers, inner: Enhancers): Enhancers {
  return {
    guards: [...outer.guards, ...inner.guards],
    interceptors: [...outer.interceptors, ...inner.interceptors],
    filters: [...outer.filters, ...inner.filters],
    rateLimits: [...outer.rateLimits, ...inner.rateLimits],
    timeoutMs: inner.timeoutMs ?? outer.timeoutMs,
    idempotent: inner.idempotent ?? outer.idempotent,
  };
}

/** The name of a guard or an interceptor: of its class, or of the function. */
export function enhancerName(enhancer: object): string {
  const { name } = typeof enhancer === 'function' ? enhancer : enhancer.constructor;
  return name || 'a function';
}
