/**
 * A value that all copies of this package in a process share: npm installs a second copy where two packages want
 * different versions, and a context or an exception of one must be known to the other. Copies of another major version
 * have values of their own.
 *
 * @param name the same in all copies
 * @param make gives the value to the first copy that asks
 */
export function sharedBetweenCopies<Value>(name: string, make: () => Value): Value {
  const key = brand(name);
  if (!Reflect.has(globalThis, key)) Reflect.set(globalThis, key, make());
  return Reflect.get(globalThis, key) as Value; // nothing else writes under a key that is ours
}

/** A symbol that is the same in all copies, to recognise their objects by. */
export function brand(name: string): symbol {
  return Symbol.for(`inversify-express-gateways@0/${name}`);
}
