/** The prototypes of what JSON makes, and of an object without one. */
export function isPlain(prototype: object | null): boolean {
  return prototype === Object.prototype || prototype === Array.prototype || prototype === null;
}

/**
 * A parser may make values of classes, such as dates. A prototype that is of no class is a part of the packet: parsers of
 * msgpack make objects by assignment, and what is assigned to `__proto__` becomes a prototype. No schema looks at what is
 * inherited, and handlers would find it. No client can send a function.
 */
export function isOfClass(prototype: object | null): boolean {
  return prototype !== null && Object.hasOwn(prototype, 'constructor') && typeof prototype.constructor === 'function';
}

/**
 * A value of a class, such as bytes or a map. Where that is a member called `__proto__`, Joi makes a prototype of it while it
 * copies the object, and fails at other members that are called as its getters, `length` for example.
 */
export function hasGetters(member: object): boolean {
  return !isPlain(Object.getPrototypeOf(member) as object | null);
}
