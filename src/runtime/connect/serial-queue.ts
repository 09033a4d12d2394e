import type { Newable } from '../../container';

/** Runs one thing at a time, in order. What it runs must not reject. */
class SerialQueue {
  readonly #waiting: (() => Promise<void>)[] = [];
  #busy = false;

  /** How many run or wait. */
  get length(): number {
    return this.#waiting.length + Number(this.#busy);
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /** Resolves when it has run. */
  push(run: () => Promise<void>): Promise<void> {
    return new Promise((resolve) => {
      const next = (): Promise<void> => {
        const done = run();
        resolve(done);
        return done;
      };
      if (this.#busy) this.#waiting.push(next);
      else void this.#drain(next);
    });
  }

  async #drain(first: () => Promise<void>): Promise<void> {
    this.#busy = true;
    for (let run: (() => Promise<void>) | undefined = first; run; run = this.#waiting.shift()) await run();
    this.#busy = false;
  }
}

/** The queues of one client, by the classes of serial gateways. */
export class SerialQueues {
  readonly #queues = new Map<Newable, SerialQueue>();

  of(gateway: Newable): SerialQueue {
    const queue = this.#queues.get(gateway) ?? new SerialQueue();
    this.#queues.set(gateway, queue);
    return queue;
  }

  /** How many of a gateway run or wait. */
  lengthOf(gateway: Newable): number {
    return this.#queues.get(gateway)?.length ?? 0;
  }

  /** How many wait, of all gateways. */
  get waiting(): number {
    return [...this.#queues.values()].reduce((sum, { waiting }) => sum + waiting, 0);
  }
}
