/** Decorates a method, or a field that holds an arrow function. */
export type HandlerDecorator = (target: object, name: string | symbol, descriptor?: PropertyDescriptor) => void;

/** @throws TypeError where a decorator that takes nothing was written without its parentheses */
export function expectNoArguments(decorator: string, args: readonly unknown[]): void {
  if (args.length > 0) throw new TypeError(`@${decorator} takes nothing and needs its parentheses: @${decorator}()`);
}
