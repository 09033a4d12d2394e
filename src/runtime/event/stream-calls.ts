import { STREAM_CALL } from '../../client/stream-protocol';
import type { Invocation } from './invocation';

/** Longer ids are not of `stream()`: what they stand in is an argument as any other. */
const MAX_ID_LENGTH = 64;

/** Takes the id of a stream from the end of an event's arguments: `undefined` where it was sent without. */
export function takeStreamId(args: unknown[]): string | undefined {
  const last = args.at(-1);
  if (typeof last !== 'string' || !last.startsWith(STREAM_CALL)) return undefined;
  const id = last.slice(STREAM_CALL.length);
  if (id.length > MAX_ID_LENGTH) return undefined;
  args.pop();
  return id;
}

/** The events that one client reads as streams, from their arrival to their end. No other client can name them. */
export class StreamCalls {
  readonly #calls = new Map<string, { invocation?: Invocation; isStopped: boolean }>();

  /** `false` where one of that id is there already. */
  add(id: string): boolean {
    if (this.#calls.has(id)) return false;
    this.#calls.set(id, { isStopped: false });
    return true;
  }

  /** It starts, which may be later than it came: its client may want no more of it by then. */
  start(id: string, invocation: Invocation): void {
    const call = this.#calls.get(id);
    if (!call) return;
    call.invocation = invocation;
    if (call.isStopped) invocation.stop();
  }

  /** Its client wants no more. @param id from a client: it may be anything */
  stop(id: unknown): void {
    const call = this.#calls.get(id as string); // others than strings are never there
    if (!call) return;
    call.isStopped = true;
    call.invocation?.stop();
  }

  delete(id: string): void {
    this.#calls.delete(id);
  }
}
