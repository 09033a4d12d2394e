import type { GatewayContainer, Newable } from '../../container';
import { unknownParameters } from './inversify-internals';
import type { Problems } from '../problems';

/**
 * Reports classes that the container would construct with `undefined` in place of a dependency: a guard could fail with
 * each event then, or worse, let everyone pass. Only Inversify 6 does; later versions refuse such a class themselves.
 *
 * @param classes those that are bound, and those that will be bound to themselves
 */
export function checkConstructors(classes: Iterable<Newable>, container: GatewayContainer, problems: Problems): void {
  for (const target of classes) {
    const { constructed, indexes } = unknownParameters(container, target) ?? { constructed: target, indexes: [] };
    for (const index of indexes) {
      problems.add(
        `${constructed.name}, parameter ${index} of its constructor`,
        'has no @inject() and no type that the compiler emitted, so that Inversify 6 would give it undefined; ' +
          'expected @inject(Service) at it, or a default value; @unmanaged() where it is to be undefined',
      );
    }
  }
}
