/** How many lines of a kind an address may cause in a window, and how long that is, in milliseconds. */
const [SHOWN, WINDOW_MS] = [20, 60_000];
/** Of so many kinds the counts are kept; those of the oldest are forgotten. */
const MAX_KINDS = 1_000;

interface Window {
  readonly endsAt: number;
  count: number;
}

/**
 * Lines about clients that are refused while they come: whoever connects again and again from one address writes a few a
 * minute, and the first of the next minute says how many there were.
 */
export class RepeatedRefusals {
  readonly #windows = new Map<string, Window>();

  /** Gives what the next line of a kind ends with, or `undefined` where it is counted alone. */
  next(kind: string): string | undefined {
    const now = performance.now();
    const window = this.#windows.get(kind);
    if (window && now < window.endsAt) {
      window.count += 1;
      if (window.count > SHOWN) return undefined;
      return window.count === SHOWN ? '; more of it from this address is counted for a minute' : '';
    }
    this.#windows.delete(kind);
    this.#windows.set(kind, { endsAt: now + WINDOW_MS, count: 1 });
    const [oldest = kind] = this.#windows.keys();
    if (this.#windows.size > MAX_KINDS) this.#windows.delete(oldest);
    const more = (window?.count ?? 0) - SHOWN;
    return more > 0 ? `; ${more} more of it came from this address since it was told of the last time` : '';
  }
}
