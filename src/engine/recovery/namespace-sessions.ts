import type { Namespace, Socket } from 'socket.io';
import type { RecoveredMessage } from '../../channels';
import type { Log } from '../../log/log';
import {
  type Adapter,
  isOfCluster,
  promisesMadeBy,
  type RestoredSession,
  type StoredSession,
} from '../internals/adapters';
import { type LiveRecord, LivePackets } from './live-packets';
import { OFFSET_EVENT } from './offset-event';
import type { RecordedBytes } from './recorded-bytes';

type KeptSession = StoredSession & {
  /** When its client has left, in milliseconds since the epoch: one that is refused does not get more time. */
  readonly leftAt?: number;
};

/** Why a session was not given back: see the channel `recovered`. */
export type WhyNot = NonNullable<RecoveredMessage['reason']>;

/** A session that was given back to a client which is not connected yet. */
export interface Restored {
  readonly session: KeptSession;
  readonly missedPackets: readonly (readonly unknown[])[];
}

/**
 * The sessions of one namespace; it wraps the adapter. Each is given to one client at a time, and once: socket.io's
 * adapters give it to whoever knows its id, also while its client is connected or after it was thrown out. What its
 * client has missed is kept here until it was let in; socket.io sends it before any middleware is asked.
 */
export class NamespaceSessions {
  readonly #namespace: Namespace;
  readonly #windowMs: number;
  readonly #recorded: RecordedBytes;
  readonly #logger: Log;
  readonly #live: LivePackets;
  /** Gives what the adapter does not wait for. */
  readonly #persist: (session: KeptSession) => readonly Promise<unknown>[];
  /** Private ids of sessions whose clients are connected, or connecting. */
  readonly #taken = new Set<string>();
  /** Private ids of sessions that nobody gets any more, and until when an adapter could still hold them. */
  readonly #usedUp = new Map<string, number>();
  readonly #restored = new Map<string, Restored>();
  /** The adapter could not store a session. */
  #isAway = false;
  /** Why those that were asked for just now are not given. */
  readonly #whyNot = new Map<string, WhyNot>();
  /**
   * Private ids of sessions whose clients have left, and until when they may come back. They are kept as long again: an
   * adapter that has forgotten one does not say that it knew it.
   */
  readonly #waiting = new Map<string, number>();

  constructor(namespace: Namespace, adapter: Adapter, windowMs: number, recorded: RecordedBytes, logger: Log) {
    this.#namespace = namespace;
    this.#windowMs = windowMs;
    this.#recorded = recorded;
    this.#logger = logger;
    this.#live = new LivePackets(adapter);
    const persist = adapter.persistSession.bind(adapter);
    this.#persist = (session) => {
      if (isOfCluster(adapter)) return promisesMadeBy(() => persist(session));
      persist(session); // in memory
      return [];
    };
    const restore = adapter.restoreSession.bind(adapter);
    adapter.restoreSession = (pid, offset) => this.#restore(pid, () => restore(pid, offset));
    adapter.persistSession = (session) => this.#keep(session);
  }

  /** Begins to keep what is sent: before the adapter is asked, so that no packet is missed. */
  record(): LiveRecord {
    return this.#live.begin();
  }

  /** A client that has its session back has got the packets with these offsets. */
  gave(socket: Socket, offsets: ReadonlySet<unknown>): void {
    this.#live.gave(socket, offsets);
  }

  /** The session that the adapter has just given back. */
  take(pid: string): Restored | undefined {
    const restored = this.#restored.get(pid);
    this.#restored.delete(pid);
    return restored;
  }

  /** Why the adapter has just given nothing back. */
  takeWhyNot(pid: string): WhyNot {
    const reason = this.#whyNot.get(pid) ?? 'unknown';
    this.#whyNot.delete(pid);
    return reason;
  }

  /** How many sessions wait here for their clients. */
  get waiting(): number {
    const now = Date.now();
    return [...this.#waiting.values()].filter((until) => until > now).length;
  }

  /** Its client was not let in: it may come back as long as it could before. Some adapters have forgotten it. */
  putBack({ session }: Restored): void {
    this.#taken.delete(session.pid);
    this.#store(session);
  }

  /** Its client has left. Where it was not kept again, nobody gets it any more, whatever the adapter still holds. */
  left(pid: string): void {
    if (this.#taken.delete(pid)) this.#useUp(pid);
  }

  async #restore(pid: string, ask: () => Promise<RestoredSession>): Promise<RestoredSession> {
    if (this.#taken.has(pid) || this.#usedUp.has(pid)) {
      this.#whyNot.set(pid, 'taken');
      throw new Error('The session is taken');
    }
    this.#taken.add(pid); // from now on: an adapter may take its time
    try {
      const { missedPackets, ...session } = await ask();
      const isOlder = missedPackets.some(([event, sid]) => event === OFFSET_EVENT && sid === session.sid);
      if (isOlder) throw new Error('An offset from before the session'); // its client may name any offset that it knows
      const { leftAt = Date.now() } = session as KeptSession;
      if (Date.now() - leftAt > this.#windowMs) {
        this.#whyNot.set(pid, 'over');
        throw new Error('The session is over');
      }
      this.#waiting.delete(pid);
      this.#restored.set(pid, { session, missedPackets });
      return { ...session, missedPackets: [] };
    } catch (error) {
      this.#taken.delete(pid);
      if ((this.#waiting.get(pid) ?? Infinity) < Date.now()) this.#whyNot.set(pid, 'over');
      throw error; // socket.io gives the client a new one
    }
  }

  #keep(session: KeptSession): void {
    const { pid, sid } = session;
    this.#taken.delete(pid);
    const socket = this.#namespace.sockets.get(sid);
    if (socket && this.#recorded.hasLost(socket)) {
      this.#logger.debug(`The session of a client of ${this.#namespace.name} is not kept: it has recorded too much`);
      this.#useUp(pid);
    } else {
      this.#store({ ...session, leftAt: Date.now() });
    }
  }

  #store(session: KeptSession): void {
    try {
      Promise.all(this.#persist(session)).then(
        () => (this.#isAway = false),
        (error: unknown) => this.#notStored(error),
      );
      this.#forgetOld(this.#waiting, this.#windowMs);
      this.#waiting.set(session.pid, Date.now() + this.#windowMs);
    } catch (error) {
      const { name } = this.#namespace;
      this.#logger.error(
        `The session of a client of ${name} cannot be kept: is its socket.data what can be serialised?`,
        { err: error },
      );
      this.#useUp(session.pid);
    }
  }

  /** Once for each time that the store is away. */
  #notStored(error: unknown): void {
    if (!this.#isAway) {
      this.#logger.error(`Sessions of clients of ${this.#namespace.name} are not kept: the adapter cannot store them`, {
        err: error,
      });
    }
    this.#isAway = true;
  }

  #useUp(pid: string): void {
    this.#waiting.delete(pid);
    this.#forgetOld(this.#usedUp);
    this.#usedUp.set(pid, Date.now() + this.#windowMs);
  }

  /** They are in order. @param keptMs how long they are kept when their time is over */
  #forgetOld(sessions: Map<string, number>, keptMs = 0): void {
    const now = Date.now() - keptMs;
    for (const [pid, until] of sessions) {
      if (until > now) break;
      sessions.delete(pid);
    }
  }
}
