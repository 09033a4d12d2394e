import type { ExceptionFilterLike } from '../around';
import type { GatewayContext } from '../context';
import { callable } from './callable';
import type { Resources } from './resources';

/** Gives what is to be seen instead of what was thrown: boxed, as a promise of a hostile value would fail. Never throws. */
export type Translate = (thrown: unknown, context: GatewayContext) => Promise<{ readonly seen: unknown }>;

/** @param filters from the outside in; they run from the inside out. `undefined` where there are none */
export function compileFilters(
  filters: readonly ExceptionFilterLike[],
  resources: Pick<Resources, 'provider'>,
): Translate | undefined {
  if (filters.length === 0) return undefined;
  const insideOut = filters
    .map((filter) => callable<[unknown, GatewayContext]>(filter, 'catch', (target) => resources.provider(target)))
    .reverse();
  return async (thrown, context) => {
    let seen = thrown;
    for (const catchIt of insideOut) {
      try {
        const instead = await catchIt(seen, context);
        if (instead !== undefined) seen = instead;
      } catch (error) {
        seen = error;
      }
    }
    return { seen };
  };
}
