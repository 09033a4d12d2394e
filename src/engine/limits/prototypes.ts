/**
 * `true` where an object of a decoded packet inherits from a part of the packet: parsers of msgpack make objects by
 * assignment, and what is assigned to `__proto__` becomes a prototype. No schema looks at what is inherited, and handlers
 * would find it. Bytes that are called so, which socket.io's parser leaves as a member, make Joi fail where it copies them.
 */
export function inheritsFromPacket(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return false;
  const prototype = Object.getPrototypeOf(value) as object | null;
  if (prototype !== Object.prototype && prototype !== null && !isOfClass(prototype)) return true;
  return Object.entries(value).some(
    ([key, member]) => (key === '__proto__' && ArrayBuffer.isView(member)) || inheritsFromPacket(member),
  );
}

/** A parser may make values of classes, such as dates. No client can send a function. */
function isOfClass(prototype: object): boolean {
  return Object.hasOwn(prototype, 'constructor') && typeof prototype.constructor === 'function';
}
