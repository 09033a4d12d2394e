/** Numbers that are drawn again for the same seed: what a batch sends depends on nothing else. */
export class Random {
  #state;

  /** @param {...(string | number)} seed */
  constructor(...seed) {
    this.#state = hash(seed.join('/'));
  }

  /** From 0 to below 1. @see https://gist.github.com/tommyettinger/46a874533244883189143505d203312c (mulberry32) */
  next() {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from 0 to below `limit`. */
  below(limit) {
    return Math.floor(this.next() * limit);
  }

  /** Both ends included. */
  between(least, most) {
    return least + this.below(most - least + 1);
  }

  chance(probability) {
    return this.next() < probability;
  }

  /** @template Item @param {readonly Item[]} items @returns {Item} */
  pick(items) {
    return items[this.below(items.length)];
  }

  /** One of the keys, as often as the numbers say. @param {Record<string, number>} weights */
  weighted(weights) {
    const entries = Object.entries(weights);
    let left = this.next() * entries.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [key, weight] of entries) if ((left -= weight) < 0) return key;
    return entries[0][0];
  }

  bytes(length) {
    return Buffer.from(Array.from({ length }, () => this.below(256)));
  }

  /** Text of the printable characters of ASCII, and now and then of others. */
  text(length) {
    return Array.from({ length }, () =>
      this.chance(0.05) ? this.pick(odd) : String.fromCharCode(this.between(32, 126)),
    ).join('');
  }

  word(length) {
    return Array.from({ length }, () => String.fromCharCode(this.between(97, 122))).join('');
  }
}

const odd = ['\0', '\n', '\x1e', '\u2028', 'é', '€', '\ud83d\ude00', '\ud800', '\ufeff', '\u202e', '"', '\\'];

function hash(text) {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  return value;
}
