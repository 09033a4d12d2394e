/**
 * Keeps what `@Idempotent` has to remember: who runs a request, and later its answer. Keys and values are texts. Each of the
 * three is one step: nothing comes between its look and its change, whichever server asks.
 *
 * What it throws, and what takes longer than two seconds, is a store that is away: requests that carry an id are refused
 * with 1013 then, as nobody can know whether they have run.
 */
export interface IdempotencyStore {
  /** Keeps the value for so many milliseconds, where there is none under the key; else gives the value that is there. */
  putIfAbsent(key: string, value: string, ttlMs: number): Promise<string | undefined>;
  /**
   * Keeps the value in place of `expected`, for so many milliseconds from now; gives `false`, and changes nothing, where
   * something else or nothing is there.
   */
  replace(key: string, expected: string, value: string, ttlMs: number): Promise<boolean>;
  /** Forgets the key; gives `false`, and changes nothing, where something else than `expected` is there. */
  remove(key: string, expected: string): Promise<boolean>;
}
