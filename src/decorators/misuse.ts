import { inspect } from 'node:util';
import { isClass } from '../container';

/** How the message of a standard decorator goes on; the same for every decorator. */
const EXPECTED_LEGACY =
  'is decorated by a standard decorator; expected a legacy one: ' +
  'set "experimentalDecorators": true in tsconfig.json, and let the runner (tsx, esbuild, swc) read it';

const STANDARD_KINDS: readonly unknown[] = ['class', 'method', 'getter', 'setter', 'field', 'accessor'];

/** What a standard decorator is told of the thing that it decorates. @see https://github.com/tc39/proposal-decorators */
function isStandardContext(value: unknown): value is { readonly name?: string | symbol } {
  if (typeof value !== 'object' || value === null) return false;
  return 'name' in value && 'kind' in value && STANDARD_KINDS.includes(value.kind);
}

/**
 * A standard decorator gets an object where a legacy one gets the method's name. Standard decorators know no parameters,
 * so that `@WsBody()` could not be one.
 *
 * @throws TypeError that says what to set
 */
export function expectLegacyDecorator(context: unknown): void {
  if (!isStandardContext(context)) return;
  throw new TypeError(`${String(context.name ?? 'a class')} ${EXPECTED_LEGACY}`);
}

/**
 * Without parentheses a decorator gets what it decorates in place of its arguments, and what it returns would replace
 * that: the class, the name of a member, the index of a parameter; or the value and the context of a standard decorator.
 *
 * @param decorator as in `@UseGuards`
 * @param written how it is to be written
 * @throws TypeError that says so
 */
export function expectParentheses(decorator: string, written: string, args: readonly unknown[]): void {
  const [target, name, index] = args;
  expectLegacyDecorator(name);
  if (!isOwner(target) || args.length < 2) return; // of a class alone nobody can tell that it is no argument
  const isParameter = typeof index === 'number';
  if (!isParameter && !isKey(name)) return;
  const member = isKey(name) ? `.${String(name)}` : '';
  const where = `${ownerOf(target)}${member}${isParameter ? `, parameter ${index}` : ''}`;
  throw new TypeError(`${where}: ${decorator} has no parentheses; expected ${written}`);
}

/** {@link expectParentheses} for decorators that take no class, so that one is what they decorate. */
export function expectParenthesesOnClasses(decorator: string, written: string, args: readonly unknown[]): void {
  expectParentheses(decorator, written, args);
  const [target] = args;
  if (isClass(target)) throw new TypeError(`${target.name}: ${decorator} has no parentheses; expected ${written}`);
}

/** @throws TypeError where a decorator that takes nothing was given something */
export function expectNoArguments(decorator: string, args: readonly unknown[]): void {
  expectParenthesesOnClasses(decorator, `${decorator}()`, args);
  if (args.length > 0) throw new TypeError(`${decorator} was given ${inspect(args[0])}; expected ${decorator}()`);
}

/** @throws TypeError where a decorator of methods decorates a class */
export function expectMember(target: object, name: unknown): asserts name is string | symbol {
  expectLegacyDecorator(name);
  if (isKey(name)) return;
  throw new TypeError(`${ownerOf(target)}: is decorated as a method; expected the decorator at a method of the class`);
}

/** What a legacy decorator is told of what it decorates: a class alone, a member, or a parameter by its index. */
export type Place = readonly [target: object, name?: string | symbol | undefined, indexOrDescriptor?: unknown];

/** @throws TypeError where a decorator of classes or methods decorates a parameter */
export function expectNoParameter([target, name, index]: Place): void {
  if (typeof index !== 'number') return;
  const owner = ownerOf(target);
  const [where, what, call] =
    name === undefined
      ? [`${owner}, parameter ${index} of its constructor`, 'class', `decorate(…, ${owner})`]
      : [`${owner}.${String(name)}, parameter ${index}`, 'method', `decorate(…, ${owner}, '${String(name)}')`];
  throw new TypeError(`${where}: is decorated as a ${what}; expected no index: ${call}`);
}

/**
 * @param decorator as in `@WsBody`
 * @throws TypeError where a decorator of parameters decorates a method or a class
 */
export function expectParameter(decorator: string, [target, name, index]: Place): void {
  expectLegacyDecorator(name);
  if (Number.isSafeInteger(index) && Number(index) >= 0) return;
  const owner = ownerOf(target);
  const [where, what] = name === undefined ? [owner, 'a class'] : ([`${owner}.${String(name)}`, 'a method'] as const);
  const found = typeof index === 'number' ? `was given the index ${index}` : `decorates ${what}`;
  throw new TypeError(
    `${where}: ${decorator} ${found}; expected the index of a parameter, from 0: ` +
      `decorate(…, ${owner}, '${String(name ?? 'method')}', 0)`,
  );
}

function isOwner(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || isClass(value);
}

function isKey(name: unknown): name is string | symbol {
  return typeof name === 'string' || typeof name === 'symbol';
}

/** Decorators get the class for static members, and its prototype for the others. */
function ownerOf(target: object): string {
  return typeof target === 'function' ? target.name : target.constructor.name;
}
