import { AsyncResource } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';
import { type Namespace, Server, type ServerOptions } from 'socket.io';
import {
  type Adapter,
  type AdapterFactory,
  type BroadcastOptions,
  onEncoded,
  type OutgoingPacket,
  type RestoredSession,
  type StoredSession,
} from '../internals/adapters';
import { Membership } from './membership';
import { OFFSET_EVENT } from './offset-event';
import { isFor, isRecorded } from './packets';

/** A packet that clients may have missed. */
interface RecordedPacket {
  readonly number: number;
  readonly at: number;
  readonly data: unknown[];
  readonly options: BroadcastOptions;
  readonly bytes: number;
}

/** A session as it is given, and taken back where its client was refused. */
type MemberSession = StoredSession & { readonly membership?: Membership };

interface KeptSession {
  readonly session: StoredSession & { readonly membership: Membership };
  readonly leftAt: number;
}

/** What the adapters of one server keep together. */
interface History {
  /** How long packets are kept, in milliseconds: a session's time, and that until a dead connection is noticed. */
  readonly keptMs: number;
  /** How long sessions are kept, in milliseconds. */
  readonly sessionMs: number;
  readonly maxBytes: number;
  bytes: number;
}

/** Time enough to notice a dead connection, in milliseconds: socket.io's defaults. */
const PING_MS = { interval: 25_000, timeout: 20_000 };
/** A packet takes so much in memory besides what it has on the wire. */
const OVERHEAD_BYTES = 256;

/**
 * The adapter that keeps sessions in memory. socket.io's own has a timer for each namespace that nothing ends; it forgets
 * the place of a client that was sent nothing for as long as sessions are kept; and it has no bounds.
 *
 * @param maxBytes what all packets of a server may take together; the oldest are dropped then
 * @param guard is given each
 */
export function memoryAdapter(
  options: Partial<ServerOptions>,
  sessionMs: number,
  maxBytes: number,
  guard: (namespace: Namespace, adapter: Adapter) => Adapter,
): AdapterFactory {
  const { pingInterval = PING_MS.interval, pingTimeout = PING_MS.timeout } = options;
  const history: History = { keptMs: sessionMs + pingInterval + pingTimeout, sessionMs, maxBytes, bytes: 0 };
  const MemoryAdapter = defineMemoryAdapter();
  return function adapter(namespace: Namespace) {
    return guard(namespace, new MemoryAdapter(namespace, history));
  };
}

/** Whether an adapter encodes a packet before anything else can go wrong, and at once: `emit` throws for it then. */
export function encodesAtOnce(adapter: Adapter): boolean {
  return adapter.constructor === baseAdapter() || adapter instanceof defineMemoryAdapter();
}

/** The adapter of a server that was given none. socket.io does not export it. */
const baseAdapter = once(() => new Server().adapter() as new (namespace: Namespace) => Adapter);

const defineMemoryAdapter = once(() => {
  const Base = baseAdapter();

  return class MemoryAdapter extends Base {
    /** Offsets of other processes, and of other namespaces, are none here. */
    readonly #epoch = randomBytes(6).toString('base64url');
    readonly #history: History;
    readonly #sessions = new Map<string, KeptSession>();
    /** Of the clients that are connected, or connecting, by their ids: an offset is what its client says. */
    readonly #members = new Map<string, Membership>();
    /** In order. */
    #packets: RecordedPacket[] = [];
    #last = 0;
    /** The last packet that was dropped before its time. */
    #dropped: RecordedPacket | undefined;
    #encodedBytes = 0;
    #timer: NodeJS.Timeout | undefined;

    constructor(namespace: Namespace, history: History) {
      super(namespace);
      this.#history = history;
      onEncoded(this, (_packet, bytes) => (this.#encodedBytes = bytes));
    }

    override broadcast(packet: OutgoingPacket, options: BroadcastOptions): void {
      if (!isRecorded(packet, options)) {
        super.broadcast(packet, options);
        return;
      }
      const isKept = packet.data[0] !== OFFSET_EVENT;
      const number = isKept ? this.#last + 1 : this.#last;
      const data = [...packet.data, `${this.#epoch}.${number.toString(36)}`];
      super.broadcast({ ...packet, data }, options); // throws where it cannot be encoded
      if (!isKept) return;
      this.#last = number;
      this.#keep({ number, at: Date.now(), data, options, bytes: this.#encodedBytes + OVERHEAD_BYTES });
    }

    override addAll(id: string, rooms: Set<string>): ReturnType<Adapter['addAll']> {
      const member = this.#members.get(id) ?? new Membership();
      this.#members.set(id, member);
      for (const room of rooms) member.joins(room, this.#last);
      if (rooms.has(id)) member.since = Math.min(member.since, this.#last); // socket.io joins it when it lets a client in
      return super.addAll(id, rooms);
    }

    override del(id: string, room: string): ReturnType<Adapter['del']> {
      this.#members.get(id)?.leaves(room);
      return super.del(id, room);
    }

    override delAll(id: string): void {
      this.#members.delete(id);
      super.delAll(id);
    }

    override persistSession(session: MemberSession): void {
      const { pid, sid } = session;
      const membership = session.membership ?? this.#members.get(sid)?.copy() ?? new Membership();
      this.#sessions.set(pid, { session: { ...session, membership }, leftAt: Date.now() });
      this.#startTimer();
    }

    /** Gives no packet that the client was not sent, or would have been: whatever it says that it had last. */
    override restoreSession(pid: string, offset: string): Promise<RestoredSession> {
      const kept = this.#sessions.get(pid);
      const from = this.#numberOf(offset);
      const isGone = !kept || kept.leftAt < Date.now() - this.#history.sessionMs;
      if (isGone || from === undefined || from < kept.session.membership.since || this.#hasDroppedSince(from)) {
        return Promise.reject(new Error('No session'));
      }
      const { sid, membership } = kept.session;
      const missedPackets = this.#packets
        .filter(({ number, options }) => number > from && isFor(membership.roomsAt(number), options))
        .map(({ data }) => data);
      this.#members.set(sid, membership.copy()); // its socket joins its rooms again
      return Promise.resolve({ ...kept.session, missedPackets });
    }

    override close(): void {
      clearTimeout(this.#timer);
      this.#drop(this.#packets.length);
      this.#sessions.clear();
      this.#members.clear();
    }

    #numberOf(offset: string): number | undefined {
      const [epoch, digits = '', ...more] = offset.split('.');
      const number = Number.parseInt(digits, 36);
      const isOwn = epoch === this.#epoch && more.length === 0 && number.toString(36) === digits;
      return isOwn && number >= 0 && number <= this.#last ? number : undefined;
    }

    /** What is older than packets are kept was received, or its client had been noticed to be gone. */
    #hasDroppedSince(number: number): boolean {
      return (
        this.#dropped !== undefined &&
        this.#dropped.number > number &&
        this.#dropped.at > Date.now() - this.#history.keptMs
      );
    }

    #keep(packet: RecordedPacket): void {
      const history = this.#history;
      this.#packets.push(packet);
      history.bytes += packet.bytes;
      if (history.bytes > history.maxBytes) {
        // A quarter more than has to go: one by one each would move all others.
        let excess = history.bytes - history.maxBytes * 0.75;
        const end = this.#packets.findIndex(({ bytes }) => (excess -= bytes) <= 0);
        this.#drop(end < 0 ? this.#packets.length : end + 1);
      }
      this.#startTimer();
    }

    #drop(count: number): void {
      const dropped = this.#packets.splice(0, count);
      for (const { bytes } of dropped) this.#history.bytes -= bytes;
      this.#dropped = dropped.at(-1) ?? this.#dropped;
    }

    /** In no event's context: a timer keeps its own, and with it the client that came first. */
    readonly #startTimer = AsyncResource.bind(() => {
      this.#timer ??= setTimeout(this.#forget, this.#history.keptMs / 4).unref();
    });

    readonly #forget = (): void => {
      const { keptMs, sessionMs } = this.#history;
      const now = Date.now();
      const dropped = this.#dropped;
      const fresh = this.#packets.findIndex(({ at }) => at >= now - keptMs);
      this.#drop(fresh < 0 ? this.#packets.length : fresh);
      this.#dropped = dropped; // these were not before their time
      for (const [pid, { session, leftAt }] of this.#sessions) {
        if (leftAt >= now - sessionMs) continue;
        this.#sessions.delete(pid);
        if (!this.sids.has(session.sid)) this.#members.delete(session.sid); // no socket was made of it
      }
      this.#timer = undefined;
      if (this.#packets.length + this.#sessions.size > 0) this.#startTimer();
    };
  };
});

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => (made ??= { value: make() }).value;
}
