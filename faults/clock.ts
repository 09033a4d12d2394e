const TICK_MS = 100;

/** Notices that this process did not run: it was stopped, or the machine had other things to do. */
export class Clock {
  longestPauseMs = 0;
  #last = Date.now();
  readonly #timer = setInterval(() => {
    const now = Date.now();
    this.longestPauseMs = Math.max(this.longestPauseMs, now - this.#last - TICK_MS);
    this.#last = now;
  }, TICK_MS);

  stop(): void {
    clearInterval(this.#timer);
  }
}
