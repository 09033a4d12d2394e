/** Values that are known to surprise, and any others. */

/** Stands in values alone, never in names: so it may not come back in any answer. */
export const CANARY = 'c4n4ry';

export const oddKeys = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'then',
  'toJSON',
  '',
  '0',
  'length',
];

const oddNumbers = [0, -0, -1, 0.1, 1e21, 1e308, -1e308, 2 ** 31, 2 ** 53, -(2 ** 53) - 2, 5e-324];
const oddTexts = [
  '',
  ' ',
  'true',
  'null',
  '0',
  '-1',
  '1e999',
  'NaN',
  '[object Object]',
  '2026-02-30',
  '\0',
  '\ud800',
  'İ',
  CANARY,
];

/** @param {import('../harness/random.mjs').Random} random */
export function anyValue(random, depth = 3) {
  switch (random.below(depth > 0 ? 9 : 7)) {
    case 0:
      return random.pick([null, true, false]);
    case 1:
      return random.pick(oddNumbers);
    case 2:
      return random.between(-1_000, 1_000) / random.pick([1, 1, 3]);
    case 3:
      return random.pick(oddTexts);
    case 4:
      return `${CANARY} ${random.text(random.below(30))}`;
    case 5:
      return random.text(random.pick([1, 10, 50, 300]));
    case 6:
      return random.chance(0.2) ? random.bytes(random.below(40)) : random.below(100);
    case 7:
      return Array.from({ length: random.below(6) }, () => anyValue(random, depth - 1));
    default:
      return Object.fromEntries(
        Array.from({ length: random.below(5) }, () => [anyKey(random), anyValue(random, depth - 1)]),
      );
  }
}

export function anyKey(random) {
  return random.chance(0.3) ? random.pick(oddKeys) : random.word(random.between(1, 8));
}

/** JSON that is nested so deep, of arrays or of objects: too deep to be made of values. */
export function nested(random, depth) {
  const [open, close] = random.pick([
    ['[', ']'],
    ['{"a":', '}'],
    ['[1,{"a":', '}]'],
  ]);
  const levels = open.startsWith('[1') ? Math.ceil(depth / 2) : depth;
  return open.repeat(levels) + random.pick(['1', '"x"', 'null', '[]']) + close.repeat(levels);
}
