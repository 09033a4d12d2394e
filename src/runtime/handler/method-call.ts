import { isClass, type Newable } from '../../container';
import type { Instances } from './instances';

/** Calls a method: at once, or when an asynchronous binding has given its object. */
export type MethodCall<Args extends readonly unknown[] = readonly unknown[]> = (...args: Args) => unknown;

/** Calls a method that is known to be one on an object. */
export type CallOn = (instance: object, args: readonly unknown[]) => unknown;

/**
 * The one place that calls a method by its name.
 *
 * @param example an object of the class, as the container gave it while attaching
 * @param label begins the message: `Class.method is decorated`
 * @throws TypeError where it has no such method, as with a field that holds 42
 */
export function checkedMethod(example: object, method: string | symbol, label: string): CallOn {
  const found: unknown = Reflect.get(example, method);
  if (typeof found !== 'function') throw new TypeError(`${label} and is ${typeof found}; expected a method`);
  return (instance, args) => (instance as Record<string | symbol, MethodCall>)[method]?.(...args);
}

/** A method of a bound class as a function; the container is asked for the object as the scope of the class says. */
export function methodOfClass<Args extends readonly unknown[]>(
  target: Newable,
  method: string | symbol,
  label: string,
  instances: Instances,
): MethodCall<Args> {
  const resolver = instances.of(target);
  const callOn = checkedMethod(resolver.first, method, label);
  return (...args) => {
    const instance = resolver.get();
    return instance instanceof Promise ? instance.then((resolved) => callOn(resolved, args)) : callOn(instance, args);
  };
}

/** A guard, an interceptor or a filter as a function: it is a class of the container, an object or a function. */
export function methodOfEnhancer<Args extends readonly unknown[]>(
  enhancer: unknown,
  method: 'canActivate' | 'intercept' | 'catch',
  instances: Instances,
): MethodCall<Args> {
  if (isClass(enhancer)) return methodOfClass(enhancer, method, `${enhancer.name}.${method} is needed`, instances);
  if (typeof enhancer === 'function') return enhancer as MethodCall<Args>; // the registry has checked what it is
  const callOn = checkedMethod(enhancer as object, method, `${method} is needed`);
  return (...args) => callOn(enhancer as object, args);
}
