import type { Socket } from 'socket.io-client';
import { clueOf, CONNECT, type Why } from '../../../why/why';

/** So long a connection waits for the feed; without it everything works, and nothing says why. */
const PATIENCE_MS = 500;
/** Events that are never told of are forgotten, and connects of others. */
const MAX_EXPECTED = 1_000;

type Listener = (why: Why) => void;

/** What the server tells of the events of this page, while it has connections. */
export class WhyFeed {
  readonly #isOffered: boolean;
  #source: EventSource | undefined;
  /** By the client and the number of the acknowledgement; or the event, where several wait in their order. */
  readonly #expected = new Map<string, Listener[]>();
  /** Connects that were told of, which this page does not know of yet, by their connection; and those of others. */
  readonly #connects = new Map<string, Why>();

  constructor(isOffered: boolean) {
    this.#isOffered = isOffered;
  }

  /** Resolves when it tells, or when it takes too long. */
  open(): Promise<unknown> {
    if (!this.#isOffered || this.#source?.readyState === EventSource.OPEN) return Promise.resolve();
    this.#source?.close();
    const source = (this.#source = new EventSource(new URL('why', document.baseURI)));
    source.onmessage = ({ data }) => this.#take(JSON.parse(data as string) as Why); // our own server side wrote it
    return new Promise((resolve) => {
      source.onopen = source.onerror = resolve;
      setTimeout(resolve, PATIENCE_MS);
    });
  }

  close(): void {
    this.#source?.close();
    this.#source = undefined;
    this.#expected.clear();
    this.#connects.clear();
  }

  /** @param hasNumber the event is about to be sent with the next number of its socket */
  expect(socket: Socket, event: string, hasNumber: boolean, listener: Listener): void {
    const { ids } = socket as object as { readonly ids?: number }; // its types hide the next number
    const key = keyOf(socket.id, hasNumber ? ids : event);
    const waiting = this.#expected.get(key) ?? [];
    keep(this.#expected, key, [...waiting, listener]);
  }

  /** A client was let in or refused: it may have been told of already. */
  expectConnect(engineId: string, listener: Listener): void {
    const clue = clueOf(engineId);
    const told = this.#connects.get(clue);
    if (told) listener(told);
    else keep(this.#expected, keyOf(clue, CONNECT), [listener]);
    this.#connects.delete(clue);
  }

  #take(why: Why): void {
    const { connection } = why;
    const key = keyOf(connection ?? why.sid, why.ackId ?? why.event);
    const [listener, ...others] = this.#expected.get(key) ?? [];
    if (others.length > 0) this.#expected.set(key, others);
    else this.#expected.delete(key);
    if (listener) listener(why);
    else if (connection !== undefined) keep(this.#connects, connection, why);
  }
}

/** Forgets the oldest where there are too many. */
function keep<Value>(all: Map<string, Value>, key: string, value: Value): void {
  all.set(key, value);
  const [oldest = key] = all.keys();
  if (all.size > MAX_EXPECTED) all.delete(oldest);
}

function keyOf(...parts: readonly unknown[]): string {
  return JSON.stringify(parts);
}
