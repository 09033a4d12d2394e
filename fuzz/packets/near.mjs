import { anyKey, anyValue, CANARY } from './values.mjs';

/**
 * A value that is almost this one: something in it was changed, somewhere.
 *
 * @param {import('../harness/random.mjs').Random} random
 */
export function near(random, value) {
  const hasParts =
    typeof value === 'object' && value !== null && !Buffer.isBuffer(value) && Object.keys(value).length > 0;
  if (hasParts && random.chance(0.7)) return changedInside(random, value);
  return changed(random, value);
}

function changedInside(random, value) {
  const key = random.pick(Object.keys(value));
  if (Array.isArray(value)) return value.map((item, index) => (String(index) === key ? near(random, item) : item));
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, name === key ? near(random, item) : item]),
  );
}

function changed(random, value) {
  if (random.chance(0.25)) return anyValue(random);
  if (random.chance(0.05)) return [value];
  if (typeof value === 'string') return changedText(random, value);
  if (typeof value === 'number') return changedNumber(random, value);
  if (Array.isArray(value)) return changedArray(random, value);
  if (typeof value === 'object' && value !== null) return changedObject(random, value);
  return random.pick([String(value), Number(value), !value, null]);
}

function changedText(random, text) {
  const at = random.below(text.length + 1);
  return random.pick([
    () => text.slice(0, at) + random.text(1) + text.slice(at),
    () => text.slice(0, at) + text.slice(at + 1),
    () => text.toUpperCase(),
    () => ` ${text}\t`,
    () => text.repeat(random.pick([2, 10, 100])),
    () => `${text}\n`,
    () => text + CANARY,
    () => Number(text),
    () => Buffer.from(text),
  ])();
}

function changedNumber(random, number) {
  return random.pick([
    number + 1,
    number - 1,
    -number,
    number * 1e9,
    number + 0.5,
    number / 3,
    String(number),
    ` ${number}`,
    `${number}${CANARY}`,
  ]);
}

function changedArray(random, items) {
  return random.pick([
    () => [...items, anyValue(random)],
    () => items.slice(1),
    () => [...items, ...items],
    () => [],
    () => Array.from({ length: random.pick([6, 21, 200]) }, () => items[0] ?? null),
    () => Object.fromEntries(items.entries()),
    () => [...items, null],
  ])();
}

function changedObject(random, object) {
  const entries = Object.entries(object);
  return random.pick([
    () => Object.fromEntries([...entries, [anyKey(random), anyValue(random)]]),
    () => Object.fromEntries(entries.slice(1)),
    () => Object.fromEntries(entries.map(([key, item]) => [random.chance(0.3) ? key.toUpperCase() : key, item])),
    () => ({}),
    () => entries,
    () => Object.fromEntries(entries.map(([key], index) => [key, entries[(index + 1) % entries.length][1]])),
  ])();
}
