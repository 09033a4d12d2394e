import { isClass, type Newable, type Provider } from '../container';

type Callable<Args extends unknown[]> = (...args: Args) => unknown;

/**
 * A class of the container, an instance, or a function that does what the method would: as a function. A class is asked
 * for as its scope in the container says.
 */
export function callable<Args extends unknown[]>(
  item: unknown,
  method: string | symbol,
  provider: (target: Newable) => Provider<object>,
): Callable<Args> {
  if (isClass(item)) {
    const instances = provider(item);
    if (typeof Reflect.get(instances.first, method) !== 'function') {
      throw new TypeError(`${item.name} is used where ${String(method)}() is needed, and has none`);
    }
    return (...args) => {
      const instance = instances.get();
      return instance instanceof Promise
        ? instance.then((resolved) => invoke(resolved, method, args))
        : invoke(instance, method, args);
    };
  }
  if (typeof item === 'function') return item as Callable<Args>; // `checkAround` has looked at what it is
  return (...args) => invoke(item as object, method, args);
}

function invoke(instance: object, method: string | symbol, args: unknown[]): unknown {
  return (instance as Record<string | symbol, Callable<unknown[]>>)[method]?.(...args);
}
