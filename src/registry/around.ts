import { inspect } from 'node:util';
import { type Around, isLimiter, EXPECTED_LIMITER, type RateLimitOptions } from '../around';
import { type GatewayContainer, isClass, type Newable } from '../container';
import type { Problems } from './problems';

const kinds = [
  ['guards', 'guard', 'canActivate'],
  ['interceptors', 'interceptor', 'intercept'],
  ['filters', 'filter', 'catch'],
] as const;

/** The classes among what is around handlers: the container is to give them. */
export function classesAround(around: Around): readonly Newable[] {
  return kinds.flatMap(([list]) => (around[list] as readonly unknown[]).filter(isClass));
}

/** Reports what is no guard, interceptor or filter, classes that are not bound, and limits that make no sense. */
export function checkAround(where: string, around: Around, container: GatewayContainer, problems: Problems): void {
  for (const [list, what, method] of kinds) {
    for (const item of around[list] as readonly unknown[]) checkItem(where, item, what, method, container, problems);
  }
  const { timeoutMs } = around;
  if (timeoutMs !== undefined && !(timeoutMs > 0 && timeoutMs <= MAX_TIMER_MS)) {
    problems.add(where, `its @Timeout is ${timeoutMs}; expected milliseconds from 1 to ${MAX_TIMER_MS}`);
  }
  for (const limit of around.rateLimits) checkRateLimit(where, limit, problems);
}

function checkRateLimit(where: string, limit: RateLimitOptions, problems: Problems): void {
  if ('limiter' in limit) {
    if (!isLimiter(limit.limiter) && typeof limit.limiter !== 'function') {
      problems.add(where, `its @RateLimit has a limiter that is ${inspect(limit.limiter)}; ${EXPECTED_LIMITER}`);
    }
  } else if (!(limit.points > 0 && limit.durationMs > 0 && limit.durationMs <= MAX_TIMER_MS)) {
    problems.add(
      where,
      `its @RateLimit has points ${limit.points} and durationMs ${limit.durationMs}; expected numbers above 0, ` +
        `durationMs up to ${MAX_TIMER_MS}, or a limiter`,
    );
  }
}

/** What a timer of Node takes; it would fire at once for more. */
const MAX_TIMER_MS = 2 ** 31 - 1;

function checkItem(
  where: string,
  item: unknown,
  what: string,
  method: string,
  container: GatewayContainer,
  problems: Problems,
): void {
  if (isClass(item)) {
    if (!container.isBound(item)) {
      problems.add(where, `its ${what} ${item.name} is not bound: container.bind(${item.name}).toSelf()`);
    }
  } else if (
    typeof item !== 'function' &&
    typeof (item as Record<string, unknown> | null | undefined)?.[method] !== 'function'
  ) {
    problems.add(
      where,
      `has ${article(what)} ${what} that is ${inspect(item)}; expected a class, a function and an object with ${method}()` +
        (item === undefined ? ' (does an import cycle hide it?)' : ''),
    );
  }
}

function article(noun: string): string {
  return /^[aeiou]/.test(noun) ? 'an' : 'a';
}
