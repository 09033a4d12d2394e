// What the page and the server tell each other of a dry run.
import type { Why } from '../why/why';

/** An event, and the client that sends it. */
export interface DryRunRequest {
  /** The path of its gateway. */
  readonly path: string;
  readonly namespace: string;
  readonly auth: object;
  readonly query: Readonly<Record<string, string>>;
  readonly event: string;
  readonly args: readonly unknown[];
  /** The client asks for an acknowledgement. */
  readonly acknowledge: boolean;
}

/** What would have come of it. */
export interface DryRunResult {
  /** `false` where the client was not let in; `error` says why. */
  readonly connected: boolean;
  /** The arguments of the acknowledgement. */
  readonly answer?: readonly unknown[];
  readonly error?: { readonly code: number; readonly reason: unknown; readonly event: string };
  /** From the event on, in their order. */
  readonly effects: readonly DryRunEffect[];
  /** The client would have been disconnected. */
  readonly disconnected: boolean;
  /** Why it would have gone so, where it may be told: of the event, or of connecting where it was refused. */
  readonly why?: Why;
  /** It was ended: it was not done in time, or would have sent too much. */
  readonly unfinished?: 'time' | 'effects';
}

/** Something that would have happened, as its reader is told of it. */
export interface DryRunEffect {
  readonly what: 'emit' | 'join' | 'leave' | 'disconnect' | 'server event';
  /** The client that has sent the event; everyone in the namespace; or those in some rooms. */
  readonly to: 'client' | 'everyone' | readonly string[];
  /** Left out of them: rooms, or `client`. */
  readonly except: readonly string[];
  /** Where it is not that of the client. */
  readonly namespace?: string;
  /** The event's name and its arguments; the rooms that are joined or left. */
  readonly args: readonly unknown[];
}
