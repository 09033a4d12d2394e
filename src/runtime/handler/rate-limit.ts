import { inspect } from 'node:util';
import type * as RateLimiterFlexible from 'rate-limiter-flexible';
import type { GatewayContainer } from '../../container';
import type { GatewayContext } from '../../context';
import { connectionOf } from '../../engine/connections';
import { EXPECTED_LIMITER, isLimiter, type RateLimiter, type RateLimitOptions } from '../../enhancers';
import { WebSocketException, WsStatus } from '../../errors';
import { optionalPeer } from '../../optional-peer';
import type { Precondition } from './precondition';

/** A `@RateLimit` at work. */
interface RateLimit {
  readonly onEvent: Precondition['check'];
  /** Connecting has a budget of its own, of the same size. */
  readonly atConnect: Precondition['check'];
}

/** One budget for each `@RateLimit` in the source, however many handlers it is around. */
export class RateLimits {
  readonly #compiled = new Map<RateLimitOptions, RateLimit>();
  readonly #container: GatewayContainer;

  constructor(container: GatewayContainer) {
    this.#container = container;
  }

  /** @throws Error that names the handler, where its limiter is none */
  compile(options: RateLimitOptions, label: string): RateLimit {
    const known = this.#compiled.get(options);
    if (known) return known;
    try {
      const compiled = compileRateLimit(options, this.#container);
      this.#compiled.set(options, compiled);
      return compiled;
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new Error(`${label}: its @RateLimit has no limiter: ${reason}`, { cause });
    }
  }
}

function compileRateLimit(options: RateLimitOptions, container: GatewayContainer): RateLimit {
  const limiter = limiterOf(options, container);
  const { key = connectionKey } = options;
  return {
    onEvent: (context) => consume(limiter, key(context)),
    atConnect: (context) => consume(limiter, `connect ${keyAtConnect(key, context)}`),
  };
}

/** Namespaces of one connection share a budget: a client could multiply itself by them otherwise. */
function connectionKey({ socket }: GatewayContext): string {
  return connectionOf(socket.conn).id;
}

/** No guard has set `context.user` yet, and a parameter may be encoded wrongly. */
function keyAtConnect(key: (context: GatewayContext) => string, context: GatewayContext): string {
  try {
    const chosen = key(context) as string | undefined;
    if (chosen !== undefined) return chosen;
  } catch {
    // The key is one for events.
  }
  return connectionKey(context);
}

async function consume(limiter: RateLimiter, key: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (refused) {
    if (!isRefusal(refused)) throw refused; // its store has failed
    const { msBeforeNext } = refused;
    const isKnown = Number.isFinite(msBeforeNext) && msBeforeNext >= 0; // a limiter that never forgets says -1
    throw new WebSocketException(WsStatus.TRY_AGAIN_LATER, {
      message: 'Rate limit exceeded',
      ...(isKnown && { retryAfterMs: Math.ceil(msBeforeNext) }),
    });
  }
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
