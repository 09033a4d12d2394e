import { hasGetters, isOfClass, isPlain } from './prototypes';

/** So much may be in a packet that took none of its bytes: objects that are there again, and what lists leave out. */
const MAX_FOR_NOTHING = 1_000_000;

/**
 * `true` where the data of a packet are nested deeper than so many levels: `[[1]]` has two. Bytes count as none, and what
 * holds itself has no end. It allocates nothing for an item or a member: a packet of a megabyte may have a million.
 *
 * @param bytes the length of the packet: so many objects it may have, none of which is there twice
 * @throws TypeError where data inherit from each other, or are far larger than the packet that they come from
 */
export function isTooDeep(data: unknown, levels: number, bytes: number): boolean {
  return isObject(data) && new Walk(Math.max(bytes, MAX_FOR_NOTHING)).isDeeper(data, levels);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

class Walk {
  /** How many more objects may be met before each of them is remembered. */
  #objects: number;
  #holes = MAX_FOR_NOTHING;
  #met: Set<object> | undefined;

  constructor(objects: number) {
    this.#objects = objects;
  }

  isDeeper(value: object, levels: number): boolean {
    const prototype = Object.getPrototypeOf(value) as object | null;
    const plain = isPlain(prototype);
    if (!plain) {
      if (!isOfClass(prototype)) throw new TypeError('The data of a packet inherit from each other');
      if (ArrayBuffer.isView(value)) return false;
    }
    if (levels === 0) return true;
    this.#count(value);
    if (Array.isArray(value)) return this.#hasDeeperItem(value, levels - 1);
    return plain ? this.#hasDeeperMember(value, levels - 1) : this.#isDeeperInstance(value, levels - 1);
  }

  /** Some parsers give an object twice, of which each holds others twice: whoever follows all of it never ends. */
  #count(value: object): void {
    this.#objects -= 1;
    if (this.#objects >= 0) return;
    this.#met ??= new Set();
    if (this.#met.has(value)) throw new TypeError('The data of a packet repeat themselves too often');
    this.#met.add(value);
  }

  #hasDeeperItem(items: readonly unknown[], levels: number): boolean {
    for (let index = 0; index < items.length; index += 1) {
      const item = items[index];
      if (isObject(item)) {
        if (this.isDeeper(item, levels)) return true;
      } else if (item === undefined && !(index in items)) this.#countHole();
    }
    return false;
  }

  /** A few bytes may be a list of four billion. */
  #countHole(): void {
    this.#holes -= 1;
    if (this.#holes < 0) throw new TypeError('The lists of a packet are almost empty');
  }

  #hasDeeperMember(value: object, levels: number): boolean {
    for (const key in value) {
      const member = (value as Readonly<Record<string, unknown>>)[key];
      if (isObject(member) && this.#isDeeperMember(key, member, levels)) return true;
    }
    return false;
  }

  #isDeeperMember(key: string, member: object, levels: number): boolean {
    if (key === '__proto__' && hasGetters(member)) throw new TypeError('The data of a packet inherit from each other');
    return this.isDeeper(member, levels);
  }

  /** Of a class: what it inherits is the application's. */
  #isDeeperInstance(value: object, levels: number): boolean {
    if (value instanceof Map)
      return this.#hasDeeperOf(value.keys(), levels) || this.#hasDeeperOf(value.values(), levels);
    if (value instanceof Set) return this.#hasDeeperOf(value.values(), levels);
    if (value instanceof String) return false; // each of its characters is a member
    for (const key in value) {
      if (!Object.hasOwn(value, key)) continue;
      const member = (value as Readonly<Record<string, unknown>>)[key];
      if (isObject(member) && this.#isDeeperMember(key, member, levels)) return true;
    }
    return false;
  }

  #hasDeeperOf(items: Iterable<unknown>, levels: number): boolean {
    for (const item of items) if (isObject(item) && this.isDeeper(item, levels)) return true;
    return false;
  }
}
