/** Runs one thing at a time, in order. What it runs must not reject. */
export class SerialQueue {
  readonly #waiting: (() => Promise<void>)[] = [];
  #busy = false;

  /** How many run or wait. */
  get length(): number {
    return this.#waiting.length + Number(this.#busy);
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  push(run: () => Promise<void>): void {
    if (this.#busy) this.#waiting.push(run);
    else void this.#drain(run);
  }

  async #drain(first: () => Promise<void>): Promise<void> {
    this.#busy = true;
    for (let run: (() => Promise<void>) | undefined = first; run; run = this.#waiting.shift()) await run();
    this.#busy = false;
  }
}
