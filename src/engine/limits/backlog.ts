/** What waits for a client, since its transport took something the last time. */
export class Backlog {
  bytes = 0;
  /** Somebody looks at it when the turn is over. */
  isWatched = false;
  readonly #maxBytes: number;
  /** Of it, what waited already when the last turn was over. */
  #settled = 0;
  /** The most that came in one turn. */
  #largestBurst = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** The transport has taken everything. */
  reset(): void {
    this.bytes = this.#settled = this.#largestBurst = 0;
  }

  /** More of a stream would leave too little room for everything else. */
  get isHalfFull(): boolean {
    return this.bytes > this.#maxBytes / 2;
  }

  /** A turn is over; gives whether too much waits, the most that came in one turn not counted. */
  settle(): boolean {
    this.#largestBurst = Math.max(this.#largestBurst, this.bytes - this.#settled);
    this.#settled = this.bytes;
    return this.bytes - this.#largestBurst > this.#maxBytes;
  }
}
