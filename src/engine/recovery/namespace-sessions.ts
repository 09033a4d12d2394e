import type { Namespace, Socket } from 'socket.io';
import type { Logger } from '../../logger';
import type { Adapter, RestoredSession, StoredSession } from '../internals/adapters';
import { type LiveRecord, LivePackets } from './live-packets';
import type { RecordedBytes } from './recorded-bytes';

type KeptSession = StoredSession & {
  /** When its client has left, in milliseconds since the epoch: one that is refused does not get more time. */
  readonly leftAt?: number;
};

/** A session that was given back to a client which is not connected yet. */
export interface Restored {
  readonly session: KeptSession;
  readonly missedPackets: readonly (readonly unknown[])[];
}

/**
 * The sessions of one namespace, in front of its adapter. Each is given to one client at a time, and once: socket.io's
 * adapters give it to whoever knows its id, also while its client is connected or after it was thrown out. What its
 * client has missed is kept here until it was let in; socket.io sends it before any middleware is asked.
 */
export class NamespaceSessions {
  readonly #namespace: Namespace;
  readonly #windowMs: number;
  readonly #recorded: RecordedBytes;
  readonly #logger: Logger;
  readonly #live: LivePackets;
  readonly #persist: (session: KeptSession) => void;
  /** Private ids of sessions whose clients are connected, or on their way in. */
  readonly #taken = new Set<string>();
  /** Private ids of sessions that nobody gets any more, and until when an adapter could still hold them. */
  readonly #usedUp = new Map<string, number>();
  readonly #restored = new Map<string, Restored>();

  constructor(namespace: Namespace, adapter: Adapter, windowMs: number, recorded: RecordedBytes, logger: Logger) {
    this.#namespace = namespace;
    this.#windowMs = windowMs;
    this.#recorded = recorded;
    this.#logger = logger;
    this.#live = new LivePackets(adapter);
    this.#persist = adapter.persistSession.bind(adapter);
    const restore = adapter.restoreSession.bind(adapter);
    adapter.restoreSession = (pid, offset) => this.#restore(pid, () => restore(pid, offset));
    adapter.persistSession = (session) => this.#keep(session);
  }

  /** Begins to keep what is sent: before the adapter is asked, so that nothing falls between. */
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
    if (this.#taken.has(pid) || this.#usedUp.has(pid)) throw new Error('The session is taken');
    this.#taken.add(pid); // from now on: an adapter may take its time
    try {
      const { missedPackets, ...session } = await ask();
      const { leftAt = Date.now() } = session as KeptSession;
      if (Date.now() - leftAt > this.#windowMs) throw new Error('The session is over');
      this.#restored.set(pid, { session, missedPackets });
      return { ...session, missedPackets: [] };
    } catch (error) {
      this.#taken.delete(pid);
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
      this.#persist(session);
    } catch (error) {
      const { name } = this.#namespace;
      this.#logger.error(
        `The session of a client of ${name} cannot be kept: is its socket.data what can be serialised?`,
        error,
      );
      this.#useUp(session.pid);
    }
  }

  #useUp(pid: string): void {
    const now = Date.now();
    for (const [old, until] of this.#usedUp) {
      if (until > now) break; // they are in order
      this.#usedUp.delete(old);
    }
    this.#usedUp.set(pid, now + this.#windowMs);
  }
}
