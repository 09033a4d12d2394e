import { inspect } from 'node:util';
import { type Enhancers, EXPECTED_LIMITER, isLimiter, type RateLimitOptions } from '../../enhancers';
import { MAX_TIMER_MS } from '../../contract/defaults';
import { type GatewayContainer, isClass, type Newable } from '../../container';
import type { GatewayRegistry } from '../definitions';
import type { Problems } from '../problems';

const kinds = [
  ['guards', 'guard', 'canActivate'],
  ['interceptors', 'interceptor', 'intercept'],
  ['filters', 'filter', 'catch'],
] as const;

/** Every class that the container must resolve: gateways, guards, interceptors, filters, the `AuthProvider`. */
export function resolvedClasses(
  { gateways, enhancers }: GatewayRegistry,
  authProvider: Newable | undefined,
): ReadonlySet<Newable> {
  const all = [enhancers, ...gateways.flatMap((each) => [each, ...each.handlers].map((owner) => owner.enhancers))];
  return new Set([
    ...gateways.map(({ gateway }) => gateway),
    ...all.flatMap(enhancerClasses),
    ...(authProvider ? [authProvider] : []),
  ]);
}

/** The classes among enhancers. */
function enhancerClasses(enhancers: Enhancers): readonly Newable[] {
  return kinds.flatMap(([list]) => (enhancers[list] as readonly unknown[]).filter(isClass));
}

/** Reports values that are no guard, interceptor or filter, classes that are not bound, and invalid limits. */
export function checkEnhancers(
  where: string,
  enhancers: Enhancers,
  container: GatewayContainer,
  problems: Problems,
): void {
  for (const [list, what, method] of kinds) {
    for (const item of enhancers[list] as readonly unknown[]) checkItem(where, item, what, method, container, problems);
  }
  const { timeoutMs } = enhancers;
  if (timeoutMs !== undefined && !(timeoutMs > 0 && timeoutMs <= MAX_TIMER_MS)) {
    problems.add(where, `its @Timeout is ${timeoutMs}; expected milliseconds from 1 to ${MAX_TIMER_MS}`);
  }
  for (const limit of enhancers.rateLimits) checkRateLimit(where, limit, problems);
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

function checkItem(
  where: string,
  item: unknown,
  what: string,
  method: string,
  container: GatewayContainer,
  problems: Problems,
): void {
  if (isClass(item)) {
    if (!container.isBound(item) && !container.options?.autoBindInjectable) {
      problems.add(where, `its ${what} ${item.name} is not bound; expected container.bind(${item.name}).toSelf()`);
    }
  } else if (
    typeof item !== 'function' &&
    typeof (item as Record<string, unknown> | null | undefined)?.[method] !== 'function'
  ) {
    problems.add(
      where,
      `has ${article(what)} ${what} that is ${inspect(item)}; expected a class, a function or an object with ${method}()` +
        (item === undefined ? ' (does an import cycle hide it?)' : ''),
    );
  }
}

function article(noun: string): string {
  return /^[aeiou]/.test(noun) ? 'an' : 'a';
}
