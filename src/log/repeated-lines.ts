/** How many lines of a kind are written. */
const SHOWN = 3;

/** Lines that a client can cause as often as it likes: the first of a kind are written, and the others are counted. */
export class RepeatedLines {
  /** By kind: those of the registry, so that there are few. */
  readonly #counts = new Map<string, number>();

  /** Gives what the next line of a kind ends with, or `undefined` where it is counted alone. */
  next(kind: string): string | undefined {
    const count = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, count);
    if (count > SHOWN) return undefined;
    return count === SHOWN ? '; more of it is counted until the client leaves' : '';
  }

  /** Whether any was not written. */
  get hasMore(): boolean {
    return [...this.#counts.values()].some((count) => count > SHOWN);
  }

  /** How often each of those was caused of which not all were written: `ChatGateway.say: validation 52 times`. */
  get summary(): string {
    const counts = [...this.#counts].filter(([, count]) => count > SHOWN);
    return counts.map(([kind, count]) => `${kind} ${count} times`).join(', ');
  }
}
