import type { Namespace, Socket } from 'socket.io';
import type { Settings } from '../../contract/settings';
import { type Adapter, sendPacket } from '../internals/adapters';
import { onArrivals } from '../internals/socket-io';
import type { LiveRecord } from './live-packets';
import { NamespaceSessions, type Restored } from './namespace-sessions';
import { OFFSET_EVENT } from './offset-event';
import { reportRecovery } from './report';
import { RecordedBytes } from './recorded-bytes';

/** A client that has its session back and is not connected yet. */
interface Arrival {
  readonly sessions: NamespaceSessions;
  readonly restored: Restored;
  readonly live: LiveRecord;
}

type Auth = Readonly<Record<string, unknown>>;

/** The sessions of a server that its clients can recover, in the namespaces of its gateways. */
export class Sessions {
  readonly recorded: RecordedBytes;
  readonly #windowMs: number;
  readonly #settings: Settings;
  readonly #byNamespace = new WeakMap<Namespace, NamespaceSessions>();
  readonly #arriving = new WeakMap<Socket, Arrival>();
  /** Of those that are connected: their session, and its private id. */
  readonly #recovered = new WeakMap<Socket, { readonly sessions: NamespaceSessions; readonly pid: string }>();

  constructor(settings: Settings) {
    const { recoveryWindowMs, limits } = settings;
    this.recorded = new RecordedBytes(limits.maxRecordedBytes, recoveryWindowMs);
    this.#windowMs = recoveryWindowMs;
    this.#settings = settings;
  }

  /** How many sessions of a namespace wait for their clients here. */
  waitingIn(namespace: Namespace): number {
    return this.#byNamespace.get(namespace)?.waiting ?? 0;
  }

  /** Wraps an adapter of a namespace that was just made. */
  guard(namespace: Namespace, adapter: Adapter): void {
    const sessions = new NamespaceSessions(namespace, adapter, this.#windowMs, this.recorded, this.#settings.logger);
    this.#byNamespace.set(namespace, sessions);
  }

  /** From now on it meets the clients of a namespace. */
  install(namespace: Namespace): void {
    onArrivals(namespace, {
      create: (auth, create) => this.#create(namespace, auth, create),
      connect: this.#connect,
      discarded: this.#discarded,
    });
  }

  async #create(namespace: Namespace, auth: Auth, create: () => Promise<Socket>): Promise<Socket> {
    const sessions = this.#byNamespace.get(namespace);
    const live = typeof auth.pid === 'string' ? sessions?.record() : undefined;
    let arrival: Arrival | undefined;
    try {
      const socket = await create();
      const restored = socket.recovered ? sessions?.take(auth.pid as string) : undefined; // it was asked for
      if (sessions && live && restored) {
        arrival = { sessions, restored, live };
        this.#arriving.set(socket, arrival);
      }
      socket.handshake.auth = withoutSession(auth);
      if (live && !arrival) reportRecovery(socket, sessions?.takeWhyNot(auth.pid as string), this.#settings);
      return socket;
    } finally {
      if (!arrival) live?.end();
    }
  }

  /** Nothing is sent between what the client has missed and its connection: both happen in one tick. */
  readonly #connect = (socket: Socket, connect: (told?: () => void) => void): void => {
    const arrival = this.#arriving.get(socket);
    if (arrival) {
      const { sessions, restored, live } = arrival;
      this.#arriving.delete(socket);
      this.#recovered.set(socket, { sessions, pid: restored.session.pid });
      live.end();
      const packets = packetsOf(arrival);
      for (const data of packets) this.#send(socket, data);
      sessions.gave(socket, new Set(packets.map(offsetOf)));
      reportRecovery(socket, undefined, this.#settings);
    }
    connect(() => {
      // The first event of all: an offset from before it is none of this session.
      const canRecover = socket.conn.protocol !== 3 && this.#byNamespace.has(socket.nsp);
      if (canRecover && !socket.recovered) socket.emit(OFFSET_EVENT, socket.id);
    });
  };

  /** What was emitted may have been changed since. */
  #send(socket: Socket, data: readonly unknown[]): void {
    try {
      sendPacket(socket, data);
    } catch (error) {
      this.#settings.logger.error(`What a client of ${socket.nsp.name} has missed cannot be sent`, { err: error });
    }
  }

  readonly #discarded = (socket: Socket): void => {
    const arrival = this.#arriving.get(socket);
    if (arrival) {
      this.#arriving.delete(socket);
      arrival.live.end();
      arrival.sessions.putBack(arrival.restored);
    } else {
      const recovered = this.#recovered.get(socket);
      recovered?.sessions.left(recovered.pid);
    }
  };
}

/** What a client has missed, and what was sent while it connected; some of the latter the adapter knew, too. */
function packetsOf({ restored: { session, missedPackets }, live }: Arrival): readonly (readonly unknown[])[] {
  const offsets = new Set(missedPackets.map(offsetOf));
  return [...missedPackets, ...live.packetsFor(session.rooms).filter((data) => !offsets.has(offsetOf(data)))];
}

function offsetOf(data: readonly unknown[]): unknown {
  return data.at(-1);
}

/** `auth` as the application's client gave it: socket.io's own adds the private id of its session and an offset. */
function withoutSession({ pid, offset, ...own }: Auth): Auth {
  return {
    ...own,
    ...(pid !== undefined && typeof pid !== 'string' && { pid }),
    ...(offset !== undefined && typeof offset !== 'string' && { offset }),
  };
}
