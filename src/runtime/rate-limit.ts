import type * as RateLimiterFlexible from 'rate-limiter-flexible';
import type { RateLimiter, RateLimitOptions } from '../around';
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
      const retryAfterMs = millisecondsLeft(refused);
      if (retryAfterMs === undefined) throw refused; // no refusal: its store has failed
      throw new WebSocketException(WsStatus.TRY_AGAIN_LATER, { message: 'Rate limit exceeded', retryAfterMs });
    }
  };
}

function limiterOf(options: RateLimitOptions, container: GatewayContainer): RateLimiter {
  if ('limiter' in options) {
    return typeof options.limiter === 'function' ? options.limiter(container) : options.limiter;
  }
  const { RateLimiterMemory } = optionalPeer('rate-limiter-flexible', '@RateLimit') as typeof RateLimiterFlexible;
  return new RateLimiterMemory({ points: options.points, duration: options.durationMs / 1_000 });
}

/** A limiter rejects with when to come again, which is no error. */
function millisecondsLeft(refused: unknown): number | undefined {
  if (refused instanceof Error || typeof refused !== 'object' || refused === null) return undefined;
  const { msBeforeNext } = refused as { msBeforeNext?: unknown };
  return typeof msBeforeNext === 'number' ? Math.max(0, Math.ceil(msBeforeNext)) : undefined;
}
