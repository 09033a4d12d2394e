/** The events that wait for the `@OnConnected` of their client, in order. */
export class PendingEvents {
  readonly #starts: (() => void)[] = [];

  get length(): number {
    return this.#starts.length;
  }

  push(start: () => void): void {
    this.#starts.push(start);
  }

  /** Starts them. */
  release(): void {
    for (const start of this.#starts.splice(0)) start();
  }
}
