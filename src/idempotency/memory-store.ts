import { AsyncResource } from 'node:async_hooks';
import { expectOptions } from '../contract/known-options';
import type { IdempotencyStore } from './store';

export interface MemoryIdempotencyStoreOptions {
  /** The number of answers, and of requests that run. @default 50000 */
  maxEntries?: number;
  /** The length of all of them together, in bytes, with about 200 for each. @default 33554432, which is 32 MiB */
  maxBytes?: number;
}

interface Entry {
  readonly value: string;
  /** As `performance.now()` counts. */
  readonly until: number;
  readonly bytes: number;
}

const OPTIONS = Object.keys({ maxEntries: true, maxBytes: true } satisfies Record<
  keyof MemoryIdempotencyStoreOptions,
  true
>);
const DEFAULT_MAX_ENTRIES = 50_000;
const DEFAULT_MAX_BYTES = 32 * 1024 * 1024;
/** What an entry takes besides its value, about. */
const ENTRY_BYTES = 200;
/** How often entries whose time is over are looked for, in milliseconds. */
const SWEEP_MS = 30_000;

/**
 * Keeps answers in the memory of this server. Beyond its bounds it forgets the oldest, and a repeat of that request
 * runs again: choose bounds for what comes within `windowMs`.
 */
export class MemoryIdempotencyStore implements IdempotencyStore {
  readonly #maxEntries: number;
  readonly #maxBytes: number;
  /** The oldest first. */
  readonly #entries = new Map<string, Entry>();
  #bytes = 0;
  #sweep: NodeJS.Timeout | undefined;

  /**
   * @throws RangeError where a bound is no number above 0
   * @throws TypeError where an option has no such name
   */
  constructor(options: MemoryIdempotencyStoreOptions = {}) {
    expectOptions('MemoryIdempotencyStore', options, OPTIONS);
    const { maxEntries = DEFAULT_MAX_ENTRIES, maxBytes = DEFAULT_MAX_BYTES } = options;
    if (!(maxEntries > 0 && maxBytes > 0)) {
      throw new RangeError(
        `MemoryIdempotencyStore has maxEntries ${maxEntries} and maxBytes ${maxBytes}; expected numbers above 0`,
      );
    }
    this.#maxEntries = maxEntries;
    this.#maxBytes = maxBytes;
  }

  /** How many entries there are, and how many bytes they take, about. */
  get size(): { readonly entries: number; readonly bytes: number } {
    return { entries: this.#entries.size, bytes: this.#bytes };
  }

  putIfAbsent(key: string, value: string, ttlMs: number): Promise<string | undefined> {
    const there = this.#valueOf(key);
    if (there === undefined) this.#put(key, value, ttlMs);
    return Promise.resolve(there);
  }

  replace(key: string, expected: string, value: string, ttlMs: number): Promise<boolean> {
    const isThere = this.#valueOf(key) === expected;
    if (isThere) this.#put(key, value, ttlMs);
    return Promise.resolve(isThere);
  }

  remove(key: string, expected: string): Promise<boolean> {
    const isThere = this.#valueOf(key) === expected;
    if (isThere) this.#forget(key);
    return Promise.resolve(isThere);
  }

  #valueOf(key: string): string | undefined {
    const entry = this.#entries.get(key);
    return entry && entry.until > performance.now() ? entry.value : undefined;
  }

  #put(key: string, value: string, ttlMs: number): void {
    this.#forget(key);
    const bytes = ENTRY_BYTES + Buffer.byteLength(value);
    if (bytes > this.#maxBytes) return; // the others are not forgotten for what cannot be kept
    this.#entries.set(key, { value, until: performance.now() + ttlMs, bytes });
    this.#bytes += bytes;
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= this.#maxEntries && this.#bytes <= this.#maxBytes) break;
      this.#forget(oldest);
    }
    if (!this.#sweep) this.#sweepLater();
  }

  #forget(key: string): void {
    const entry = this.#entries.get(key);
    if (!entry) return;
    this.#entries.delete(key);
    this.#bytes -= entry.bytes;
  }

  /** In no event's context: a timer keeps its own, and with it the client that came first. */
  readonly #sweepLater = AsyncResource.bind(() => {
    this.#sweep = setTimeout(this.#forgetPast, SWEEP_MS).unref();
  });

  readonly #forgetPast = (): void => {
    const now = performance.now();
    for (const [key, { until }] of this.#entries) if (until <= now) this.#forget(key);
    this.#sweep = undefined;
    if (this.#entries.size > 0) this.#sweepLater();
  };
}
