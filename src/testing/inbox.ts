/** An event as it came from the server. */
export interface Arrival {
  readonly event: string;
  readonly args: readonly unknown[];
}

export interface WaitOptions<Payload = unknown> {
  /** Which of these events count; it gets what {@link Inbox.next} would give. */
  where?: (payload: Payload) => boolean;
  /** How long to wait, in milliseconds. @default 2000 */
  timeoutMs?: number;
}

const DEFAULT_TIMEOUT_MS = 2_000;
const SHOWN_EVENTS = 20;
const SHOWN_CHARACTERS = 200;

/** Everything that a client received, in order; and whoever waits for more. */
export class Inbox {
  readonly #arrivals: Arrival[] = [];
  readonly #taken = new Set<Arrival>();
  readonly #listeners = new Set<() => void>();

  /** @param owner what to call its client in messages, as it is then */
  constructor(private readonly owner: () => string) {}

  put(event: string, args: readonly unknown[]): void {
    this.#arrivals.push({ event, args });
    for (const listener of this.#listeners) listener();
  }

  /** The payloads of all events of a name, whether they were waited for or not. */
  received(event: string): unknown[] {
    return this.#arrivals.filter((arrival) => arrival.event === event).map(payloadOf);
  }

  /** The next `count` events of a name that nobody has waited for yet, also those that have come before. */
  async next(event: string, count: number, options: WaitOptions<never>): Promise<unknown[]> {
    const { timeoutMs = DEFAULT_TIMEOUT_MS } = options;
    const where = (options.where ?? (() => true)) as (payload: unknown) => boolean; // it knows what it waits for
    const matching = (): Arrival[] =>
      this.#arrivals.filter(
        (arrival) => arrival.event === event && !this.#taken.has(arrival) && where(payloadOf(arrival)),
      );
    await this.#until(
      () => matching().length >= count,
      timeoutMs,
      () => {
        const wanted = count === 1 ? `'${event}'` : `${count} × '${event}' (${matching().length} came)`;
        return `${this.owner()} waited ${timeoutMs} ms for ${wanted}${options.where ? ' that matches' : ''}. ${this.describe()}`;
      },
    );
    const found = matching().slice(0, count);
    for (const arrival of found) this.#taken.add(arrival);
    return found.map(payloadOf);
  }

  /** What arrived, for a person to read. */
  describe(): string {
    if (this.#arrivals.length === 0) return 'Nothing arrived.';
    const lines = this.#arrivals.slice(-SHOWN_EVENTS).map(({ event, args }) => `  ${event} ${show(args)}`);
    return `Arrived:\n${lines.join('\n')}`;
  }

  async #until(condition: () => boolean, timeoutMs: number, message: () => string): Promise<void> {
    if (condition()) return;
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#listeners.delete(check);
        reject(new Error(message()));
      }, timeoutMs);
      const check = (): void => {
        if (!condition()) return;
        this.#listeners.delete(check);
        clearTimeout(timer);
        resolve();
      };
      this.#listeners.add(check);
    });
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
