import { inspect } from 'node:util';
import type * as RateLimiterFlexible from 'rate-limiter-flexible';
import type { GatewayContainer } from '../../container';
import { EXPECTED_LIMITER, isLimiter, type RateLimiter, type RateLimitOptions } from '../../enhancers';
import { WebSocketException, WsStatus } from '../../errors';
import { optionalPeer } from '../../optional-peer';
import type { Precondition } from './precondition';

/** One budget for each `@RateLimit` in the source, however many handlers it is around. */
export class RateLimits {
  readonly #compiled = new Map<RateLimitOptions, Precondition>();
  readonly #container: GatewayContainer;

  constructor(container: GatewayContainer) {
    this.#container = container;
  }

  /** @throws Error that names the handler, where its limiter is none */
  compile(options: RateLimitOptions, label: string): Precondition {
    const known = this.#compiled.get(options);
    if (known) return known;
    try {
      const precondition = compileRateLimit(options, this.#container);
      this.#compiled.set(options, precondition);
      return precondition;
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new Error(`${label}: its @RateLimit has no limiter: ${reason}`, { cause });
    }
  }
}

function compileRateLimit(options: RateLimitOptions, container: GatewayContainer): Precondition {
  const limiter = limiterOf(options, container);
  const key = options.key ?? (({ sid }) => sid);
  return async (context) => {
    try {
      await limiter.consume(key(context));
    } catch (refused) {
      if (!isRefusal(refused)) throw refused; // its store has failed
      const { msBeforeNext } = refused;
      const isKnown = Number.isFinite(msBeforeNext) && msBeforeNext >= 0; // a limiter that never forgets says -1
      throw new WebSocketException(WsStatus.TRY_AGAIN_LATER, {
        message: 'Rate limit exceeded',
        ...(isKnown && { retryAfterMs: Math.ceil(msBeforeNext) }),
      });
    }
  };
}

function limiterOf(options: RateLimitOptions, container: GatewayContainer): RateLimiter {
  if ('limiter' in options) {
    const limiter: unknown = typeof options.limiter === 'function' ? options.limiter(container) : options.limiter;
    if (!isLimiter(limiter)) throw new TypeError(`a limiter that is ${inspect(limiter)}; ${EXPECTED_LIMITER}`);
    return limiter;
  }
  const { RateLimiterMemory } = optionalPeer('rate-limiter-flexible', '@RateLimit') as typeof RateLimiterFlexible;
  return new RateLimiterMemory({ points: options.points, duration: options.durationMs / 1_000 });
}

/** A limiter that refuses rejects with when to come again, which is no error. */
function isRefusal(thrown: unknown): thrown is { readonly msBeforeNext: number } {
  return (
    typeof thrown === 'object' &&
    thrown !== null &&
    !(thrown instanceof Error) &&
    typeof Reflect.get(thrown, 'msBeforeNext') === 'number'
  );
}
