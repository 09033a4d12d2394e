import type { Draw } from './draw';

/** What separates one rule from the next: cases, digits, blanks, line terminators, halves of a surrogate pair. */
const signs: readonly string[] = [
  ...['a', 'A', 'b', 'B', '1', '0', '_', '-', ' ', '\t', '\n', '\r', '/', '.', ',', '"', 'é', 'ß', 'İ', 'ı', 'ǅ'],
  ...['\u00a0', '\u2028', '\u2029', '\ufeff', '\ud800', '\udc00', '😀'],
];

export const strings: readonly string[] = [
  ...['', ' ', 'a', 'A', 'b', 'ab', 'AB', 'aB', 'abc', 'ABC', 'abcd', 'a1', '12', 'a_1', '_', 'a-b', ' a', 'a ', 'a b'],
  ...['a\n', '\na', 'a\nc', 'a\u2028c', 'a\r', '\ufeffa', 'a\u00a0', 'é', 'É', 'ß', 'İ', 'i̇', 'ǅ', 'ΑΣ', 'ας', 'a/b'],
  ...[
    '\ud800',
    'a\udc00',
    '😀',
    '😀a',
    '0',
    '5',
    ' 5 ',
    '1e3',
    '-0',
    '0x10',
    'true',
    'FALSE',
    'null',
    '{}',
    '[]',
    '{"a":1}',
  ],
  ...[
    'a@b.org',
    '2020-01-01',
    '2020-01-01T00:00:00Z',
    '12345678-1234-4234-8234-123456789abc',
    'https://a.org',
    '127.0.0.1',
  ],
];

export const numbers: readonly number[] = [
  ...[-0, 0, 1, -1, 2, -2, 3, -3, 4, -4, 0.5, -0.5, 1.5, 2.25, 1e-7, Number.MIN_VALUE, Number.EPSILON, 65536, 1e21],
  ...[2 ** 53 - 1, 2 ** 53, 2 ** 53 + 2, -(2 ** 53) + 1, -(2 ** 53), -(2 ** 53) - 2, Number.MAX_VALUE],
  ...[NaN, Infinity, -Infinity],
];

class Account {
  a = 'a';
}

/** Values of no schema in particular, and those that are made to be taken for others. */
const strangers: readonly (() => unknown)[] = [
  () => undefined,
  () => null,
  () => true,
  () => false,
  () => ({}),
  () => [],
  () => ({ a: 'a' }),
  () => ({ a: undefined }),
  () => [undefined],
  () => JSON.parse('{"__proto__":{"a":"a"}}') as unknown,
  () => JSON.parse('{"a":"a","__proto__":null}') as unknown,
  () => JSON.parse('{"constructor":1,"toString":"a"}') as unknown,
  () => Object.create(null) as unknown,
  () => Object.create({ a: 'a' }) as unknown,
  () => new Account(),
  () => new Date(0),
  () => new Date(NaN),
  () => /a/,
  () => new Map([['a', 'a']]),
  () => new Set(['a']),
  () => Buffer.from('a'),
  () => new Uint8Array(2),
  () => Object('a') as unknown,
  () => Object(1) as unknown,
  () => Object(true) as unknown,
  () => 1n,
  () => Symbol.iterator,
  () => () => 'a',
  () => new Array<unknown>(2),
  () => ({ length: 1, 0: 'a' }),
  () => new Error('a'),
];

export function stranger(draw: Draw): unknown {
  const kind = draw.integer(4);
  if (kind === 0) return draw.pick(strings);
  return kind === 1 ? draw.pick(numbers) : draw.pick(strangers)();
}

export function string(draw: Draw): string {
  let text = '';
  for (let length = draw.integer(6); length > 0; length -= 1) text += draw.pick(signs);
  return text;
}

export function number(draw: Draw): number {
  const integer = draw.integer(13) - 6;
  return draw.chance(0.7) ? integer : integer + draw.pick([0.5, 0.25, 1e-9]);
}

export function boolean(draw: Draw): boolean {
  return draw.chance(0.5);
}

/** What `allow` and `valid` name. */
export const allowed: readonly unknown[] = [
  ...['', null, 'a', 'A', ' a', 'a ', 'AB', '5', ' 5 ', '1e3', 'true', 'FALSE', '{}', '[]', '{"a":1}', '\u2028'],
  ...[0, -0, 1, -1, 0.5, NaN, Infinity, 2 ** 53, -(2 ** 60), true, false],
];

/** As an object of the wire has it: an own member, also where it is called `__proto__`. */
export function setOwn(target: object, key: PropertyKey, value: unknown): void {
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
}
