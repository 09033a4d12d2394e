import { isJoiLink, joiDependencies, joiParts } from './internals';

/** All mistakes are looked for where there are at most so many values, and so many places for mistakes. */
const MOST = 32;
/** A longer text counts as more than one value, as a rule may take its time over it. */
const TEXT_OF_A_VALUE = 64;

/** How many places for mistakes a schema gives a payload. */
interface Size {
  /** Its own: a key counts although a payload may not have it, as its absence is a mistake. */
  readonly once: number;
  /** Those of each item of an array and each entry of a dictionary: the most there are. */
  readonly each: number;
  /** Whether members of objects may be as many as a client likes, as items of arrays always may. */
  readonly hasEntries: boolean;
}

/**
 * A quick look at a payload, which stops as soon as it knows: whether all mistakes in it can be looked for. Joi takes
 * most of its time for mistakes, so that a small payload may cost as much as a large one.
 *
 * @param schema of any Joi
 */
export function compileIsSmall(schema: object): (payload: unknown) => boolean {
  const { once, each, hasEntries } = sizeOf(schema);

  return (payload) => {
    let places = MOST - once;
    let values = MOST - weightOf(payload);
    const waiting = isContainer(payload) ? [payload] : [];
    for (let container = waiting.pop(); container && places >= 0 && values >= 0; container = waiting.pop()) {
      const isList = Array.isArray(container);
      for (const key of keysOf(container)) {
        const member: unknown = Reflect.get(container, key);
        values -= weightOf(member) + weightOf(key) - 1;
        if (values < 0) break;
        if (!isContainer(member)) continue;
        if (isList || hasEntries) places -= each;
        waiting.push(member);
      }
    }
    return places >= 0 && values >= 0;
  };
}

function keysOf(container: object): Iterable<string | number> {
  return Array.isArray(container) ? container.keys() : Object.keys(container);
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !ArrayBuffer.isView(value);
}

function weightOf(value: unknown): number {
  return typeof value === 'string' ? 1 + Math.floor(value.length / TEXT_OF_A_VALUE) : 1;
}

/** @param known sizes of schemas that several others share */
function sizeOf(schema: object, known = new Map<object, Size>()): Size {
  const found = known.get(schema);
  if (found) return found;
  const { once, ordered, items, entries } = joiParts(schema);
  const isLink = isJoiLink(schema);
  const ofOne = [...once, ...ordered].map((part) => sizeOf(part, known));
  const ofMany = [...items, ...entries].map((part) => sizeOf(part, known));
  const size: Size = {
    once: 1 + joiDependencies(schema).length + sum(ofOne.map((size) => size.once)),
    // A link may lead to any schema around it, from any value.
    each: isLink
      ? Infinity
      : sum(ofMany.map((size) => size.once + size.each)) + Math.max(0, ...ofOne.map(({ each }) => each)),
    hasEntries: entries.length > 0 || isLink || [...ofOne, ...ofMany].some(({ hasEntries }) => hasEntries),
  };
  known.set(schema, size);
  return size;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
