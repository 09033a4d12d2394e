import { inspect } from 'node:util';
import { isClass, type Newable } from '../container';

/** A decorator of TypeScript's `experimentalDecorators`, of this package or another, for a class, a member or a parameter. */
// Decorators check what they decorate by its type, and so their own types differ; here none is known.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyDecorator = (target: any, member?: any, parameterOrDescriptor?: any) => unknown;

/**
 * Decorates without the syntax of decorators, for JavaScript. `decorate()` of Inversify takes classes, their methods and
 * the parameters of constructors; this one the parameters of methods, too.
 *
 * ```js
 * decorate(WebSocketGateway({ path: '/chat' }), ChatGateway);
 * decorate(inject(ChatLog), ChatGateway, 0);               // the first parameter of the constructor
 * decorate(SubscribeMessage('say'), ChatGateway, 'say');
 * decorate(WsBody(schema), ChatGateway, 'say', 0);         // the first parameter of the method
 * ```
 *
 * @param decorators one, or several in the order in which they would stand above each other
 * @param member the name of a method; or the index of a parameter of the constructor
 * @param parameter the index of a parameter of the method, from 0
 * @throws TypeError where the class has no such method
 */
export function decorate(
  decorators: AnyDecorator | readonly AnyDecorator[],
  target: Newable,
  member?: string | symbol | number,
  parameter?: number,
): void {
  if (!isClass(target)) {
    throw new TypeError(
      `decorate() was given ${inspect(target, { depth: 0 })} to decorate; expected a class: ` +
        "decorate(SubscribeMessage(), ChatGateway, 'say')",
    );
  }
  const apply = applierFor(target, member, parameter);
  for (const decorator of [decorators].flat().toReversed()) apply(decorator);
}

function applierFor(
  target: Newable,
  member: string | symbol | number | undefined,
  parameter: number | undefined,
): (decorator: AnyDecorator) => void {
  if (member === undefined) return (decorator) => void decorator(target);
  if (typeof member === 'number') {
    expectIndex(target.name, member);
    return (decorator) => void decorator(target, undefined, member);
  }
  const { prototype } = target as { readonly prototype: object };
  const where = `${target.name}.${String(member)}`;
  expectMethod(where, prototype, member);
  if (parameter === undefined) return (decorator) => decorateMethod(decorator, prototype, member);
  expectIndex(where, parameter);
  return (decorator) => void decorator(prototype, member, parameter);
}

/** A decorator may give another method in place of the old one. */
function decorateMethod(decorator: AnyDecorator, prototype: object, member: string | symbol): void {
  const replaced = decorator(prototype, member, Object.getOwnPropertyDescriptor(prototype, member));
  if (typeof replaced === 'object' && replaced !== null) Object.defineProperty(prototype, member, replaced);
}

function expectMethod(where: string, prototype: object, member: string | symbol): void {
  const found: unknown = Reflect.get(prototype, member);
  if (typeof found === 'function' && member !== 'constructor') return;
  const names = Object.getOwnPropertyNames(prototype).filter((name) => name !== 'constructor');
  const expected = names.map((name) => `'${name}'`).join(', ');
  throw new TypeError(`${where}: decorate() found ${inspect(found)}; expected a method of the class: ${expected}`);
}

function expectIndex(where: string, index: number): void {
  if (Number.isSafeInteger(index) && index >= 0) return;
  throw new TypeError(`${where}: decorate() was given the parameter ${inspect(index)}; expected its index, from 0`);
}
