import type { Invocation } from './invocation';

/** Of calls that have not come yet: a client that ends so many streams at once before they begin ends the last ones. */
const MAX_EARLY = 100;

/** The events that one client reads as streams, from their arrival to their end. No other client can name them. */
export class StreamCalls {
  readonly #calls = new Map<number, { invocation?: Invocation; isStopped: boolean }>();
  /** Stopped before they came: a `socket.use` of the application takes its time. */
  readonly #early = new Set<number>();

  get size(): number {
    return this.#calls.size;
  }

  /** `false` where one of that id is there already. */
  add(id: number): boolean {
    if (this.#calls.has(id)) return false;
    this.#calls.set(id, { isStopped: this.#early.delete(id) });
    return true;
  }

  /** It starts, which may be later than it came: its client may want no more of it by then. */
  start(id: number, invocation: Invocation): void {
    const call = this.#calls.get(id);
    if (!call) return;
    call.invocation = invocation;
    if (call.isStopped) invocation.stop();
  }

  /** Its client wants no more. */
  stop(id: number): void {
    const call = this.#calls.get(id);
    if (call) {
      call.isStopped = true;
      call.invocation?.stop();
      return;
    }
    this.#early.add(id);
    const [oldest] = this.#early;
    if (this.#early.size > MAX_EARLY && oldest !== undefined) this.#early.delete(oldest);
  }

  delete(id: number): void {
    this.#calls.delete(id);
  }
}
