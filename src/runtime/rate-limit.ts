import { inspect } from 'node:util';
import type * as RateLimiterFlexible from 'rate-limiter-flexible';
import { isLimiter, EXPECTED_LIMITER, type RateLimiter, type RateLimitOptions } from '../around';
import type { GatewayContainer } from '../container';
import { WebSocketException, WsStatus } from '../errors';
import { optionalPeer } from '../optional-peer';
import type { Check } from './check';

export function compileRateLimit(options: RateLimitOptions, container: GatewayContainer): Check {
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
