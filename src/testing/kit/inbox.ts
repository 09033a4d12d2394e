import { patience } from './patience';

/** An event as it came from the server. */
export interface Arrival {
  readonly event: string;
  readonly args: readonly unknown[];
}

export interface WaitOptions<Payload = unknown> {
  /** Which of these events count; it gets what {@link Inbox.next} would give. */
  where?: (payload: Payload) => boolean;
  /** The time to wait, in milliseconds. @default 1500 */
  timeoutMs?: number;
}

const SHOWN_EVENTS = 20;
const SHOWN_CHARACTERS = 200;

/** All events that a client received, in order, and the waits for more. */
export class Inbox {
  readonly #arrivals: Arrival[] = [];
  readonly #taken = new Set<Arrival>();
  readonly #listeners = new Set<() => void>();

  readonly #owner: () => string;

  /** @param owner gives what its client is called in messages, as it is then */
  constructor(owner: () => string) {
    this.#owner = owner;
  }

  put(event: string, args: readonly unknown[]): void {
    this.#arrivals.push({ event, args });
    for (const listener of this.#listeners) listener();
  }

  /** The payloads of all events of a name, whether they were waited for or not. */
  received(event: string): unknown[] {
    return this.#arrivals.filter((arrival) => arrival.event === event).map(payloadOf);
  }

  /** The next `count` events of a name, also earlier ones that no wait has taken yet. */
  next(event: string, count: number, options: WaitOptions<never>): Promise<unknown[]> {
    const { timeoutMs = patience.waitMs } = options;
    const where = (options.where ?? (() => true)) as (payload: unknown) => boolean; // it knows what it waits for
    const matching = (): Arrival[] =>
      this.#arrivals.filter(
        (arrival) => arrival.event === event && !this.#taken.has(arrival) && where(payloadOf(arrival)),
      );

    return new Promise((resolve, reject) => {
      const fail: (error: Error) => void = reject;
      const settle = (then: () => void): void => {
        this.#listeners.delete(check);
        clearTimeout(timer);
        then();
      };
      const check = (): void => {
        try {
          const found = matching().slice(0, count);
          if (found.length < count) return;
          for (const arrival of found) this.#taken.add(arrival); // at once, as others may wait for the same
          settle(() => resolve(found.map(payloadOf)));
        } catch (error) {
          settle(() => fail(error as Error)); // of `where`, which may well hold an assertion
        }
      };
      const timer = setTimeout(() => {
        settle(() => {
          const wanted = count === 1 ? `'${event}'` : `${count} × '${event}' (${matching().length} came)`;
          const which = options.where ? ' that matches' : '';
          reject(new Error(`${this.#owner()} waited ${timeoutMs} ms for ${wanted}${which}. ${this.describe()}`));
        });
      }, timeoutMs);
      this.#listeners.add(check);
      check();
    });
  }

  /** The events that arrived, as text for a person. */
  describe(): string {
    if (this.#arrivals.length === 0) return 'Nothing arrived.';
    const lines = this.#arrivals.slice(-SHOWN_EVENTS).map(({ event, args }) => `  ${event} ${show(args)}`);
    return `Arrived:\n${lines.join('\n')}`;
  }
}

/** One argument is itself; none is `undefined`; several are an array. */
function payloadOf({ args }: Arrival): unknown {
  return args.length > 1 ? [...args] : args[0];
}

function show(args: readonly unknown[]): string {
  const text = args.map((arg) => JSON.stringify(arg)).join(', ');
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}
