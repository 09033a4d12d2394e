import type { GatewayContext } from '../../context';
import type { ExceptionFilterLike } from '../../enhancers';
import type { Instances } from './instances';
import { methodOfEnhancer } from './method-call';

/**
 * Gives the error that the client is to see in place of the one that was thrown. It is boxed: a promise of a hostile
 * value, such as one with a `then` that throws, would fail. Never rejects.
 */
export type ApplyFilters = (thrown: unknown, context: GatewayContext) => Promise<{ readonly seen: unknown }>;

/** @param filters from the outside in; they run from the inside out. `undefined` where there are none */
export function compileFilters(
  filters: readonly ExceptionFilterLike[],
  instances: Instances,
): ApplyFilters | undefined {
  if (filters.length === 0) return undefined;
  const insideOut = filters
    .map((filter) => methodOfEnhancer<[unknown, GatewayContext]>(filter, 'catch', instances))
    .reverse();
  return async (thrown, context) => {
    let seen = thrown;
    for (const catchError of insideOut) {
      try {
        const replacement = await catchError(seen, context);
        if (replacement !== undefined) seen = replacement;
      } catch (error) {
        seen = error;
      }
    }
    return { seen };
  };
}
