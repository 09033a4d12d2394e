/** So many users change in one report: what is more comes in the next. */
const MOST = 1_000;

/** What the store is to be told. */
interface Changes {
  readonly came: readonly string[];
  readonly left: readonly string[];
}

/** The users of this node, and which of them the store knows of. */
export class LocalUsers {
  /** How many clients each has here. */
  readonly #clients = new Map<string, number>();
  /** Those of whom the store knows that they are here. */
  readonly #known = new Set<string>();
  #changed = new Set<string>();
  /** Those of whom the store could not say whether they are new. */
  #held: readonly string[] = [];
  /** Those who went from here, and until when they may come back, in milliseconds of `performance.now()`; in order. */
  readonly #away = new Map<string, number>();
  readonly #graceMs: number;

  constructor(graceMs: number) {
    this.#graceMs = graceMs;
  }

  /** The store has to be told of something. */
  get hasChanged(): boolean {
    return this.#changed.size > 0;
  }

  came(user: string): void {
    const clients = this.#clients.get(user) ?? 0;
    this.#clients.set(user, clients + 1);
    if (clients === 0) this.#changed.add(user);
  }

  left(user: string): void {
    const clients = (this.#clients.get(user) ?? 1) - 1;
    if (clients > 0) this.#clients.set(user, clients);
    else {
      this.#clients.delete(user);
      this.#changed.add(user);
    }
  }

  /** What has changed since it was last asked, or a part of it. Who has come and gone since then has not changed. */
  changes(): Changes {
    const changed = new Set(this.#held);
    this.#held = [];
    for (const user of this.#changed) {
      if (changed.size >= MOST) break;
      this.#changed.delete(user);
      changed.add(user);
    }
    return {
      came: [...changed].filter((user) => this.#clients.has(user) && !this.#known.has(user)),
      left: [...changed].filter((user) => !this.#clients.has(user) && this.#known.has(user)),
    };
  }

  /** The store has given up this node: all who are here have to come again, and others tell of those who have left. */
  forgotten(): void {
    this.#known.clear();
    this.#held = [];
    this.#changed = new Set(this.#clients.keys());
  }

  /** All that a store knew of this node before it was emptied. The changes since then come after it. */
  everyoneKnown(): Changes {
    const came = [...new Set([...this.#known, ...this.#away.keys()])];
    for (const user of this.#clients.keys()) if (!this.#known.has(user)) this.#changed.add(user);
    return { came, left: came.filter((user) => !this.#clients.has(user)) };
  }

  /** The store has taken changes; of those that are `held` it will say later. */
  taken({ came, left }: Changes, held: readonly string[]): void {
    const now = performance.now();
    for (const [user, until] of this.#away) {
      if (until > now) break;
      this.#away.delete(user); // the store has told of it, or the user has come back on another node
    }
    for (const user of came) {
      this.#known.add(user);
      this.#away.delete(user);
    }
    for (const user of left) {
      this.#known.delete(user);
      this.#away.delete(user); // to the end
      this.#away.set(user, now + this.#graceMs);
    }
    for (const user of held) this.#known.delete(user);
    this.#held = held;
  }
}
