import type { Newable } from '../../container';

/** Whether a method is an async generator. What a method without `async *` returns is not known before it runs. */
export function isAsyncGenerator(gateway: Newable, method: string | symbol): boolean {
  const member: unknown = Reflect.get(gateway.prototype as object, method);
  return Object.prototype.toString.call(member) === '[object AsyncGeneratorFunction]';
}
