import { setTimeout as pause } from 'node:timers/promises';

/** How much the heap may differ from what it was after the first batches: caches of V8, code that was compiled late. */
const HEAP_BOUND_BYTES = 12 * 2 ** 20;
/** For a slow machine; a client that is forgotten would go by itself after 45 seconds. */
const PATIENCE_MS = 30_000;
/** So long packets are kept for sessions that may come back, in milliseconds, and something more. */
const RECORDED_MS = 70_000;
const WARM_UP = 4;
/** Polite clients on polling have a connection more or less at any time, with its timers. */
const TOLERATED = { 'handles TCPSocketWrap': 8, 'handles Timeout': 8, 'handles HTTPINCOMINGMESSAGE': 8 };

/** What the server holds before anybody bad has come, and what it has to be back at after each batch. */
export class Invariants {
  #held;
  #heaps = [];

  static async of(server) {
    const invariants = new Invariants();
    invariants.#held = await server.ask('held');
    return invariants;
  }

  /** @returns {Promise<string[]>} what does not hold, in words */
  async check(server) {
    const found = await this.settled(server);
    found.push(...((await server.ask('violations')) ?? []));
    const heap = await this.#heapOf(server);
    if (!server.isAlive) return [`the process died: ${server.death}`];
    if (heap === undefined) return ['the process no longer answers'];
    this.#heaps.push(heap);
    const before = this.#heapBefore();
    if (heap > before + HEAP_BOUND_BYTES) {
      found.push(`the heap has grown from ${megabytes(before)} to ${megabytes(heap)}`);
    }
    return found;
  }

  /** Of the first batches. */
  #heapBefore() {
    return Math.max(...this.#heaps.slice(0, WARM_UP));
  }

  /** Where it has grown, later, too: what is recorded for recovery is kept until a dead connection is noticed. */
  async #heapOf(server) {
    const deadline = Date.now() + RECORDED_MS;
    for (;;) {
      const memory = await server.ask('memory');
      if (!memory) return undefined;
      const { heap } = memory;
      if (heap <= this.#heapBefore() + HEAP_BOUND_BYTES || this.#heaps.length === 0 || Date.now() > deadline)
        return heap;
      await pause(2_000);
    }
  }

  get heap() {
    return this.#heaps.at(-1) ?? 0;
  }

  /** Waits until everything is back. @returns {Promise<string[]>} what is not, in words */
  async settled(server) {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const now = await server.ask('held');
      if (!now) return [];
      const left = differences(this.#held, now);
      if (left.length === 0 || Date.now() > deadline) return left;
      await pause(50);
    }
  }
}

/** More than before: less is no fault, as the look for slow work may still have run then, which ends some seconds later. */
function differences(before, now) {
  return Object.keys(now)
    .filter((what) => now[what] - (before[what] ?? 0) > (TOLERATED[what] ?? 0))
    .map((what) => `not back: ${what}, ${before[what] ?? 0} before, ${now[what]} now`);
}

export function megabytes(bytes) {
  return `${(bytes / 2 ** 20).toFixed(1)} MB`;
}
