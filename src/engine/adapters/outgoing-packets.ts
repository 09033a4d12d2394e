import type { Namespace, Socket } from 'socket.io';
import type { Log } from '../../log/log';
import { type Adapter, type BroadcastOptions, EVENT, onEncoded, type OutgoingPacket } from '../internals/adapters';
import { connectionOf } from '../connections';
import { encodesAtOnce } from '../recovery/memory-adapter';
import { isRecorded } from '../recovery/packets';
import type { RecordedBytes } from '../recovery/recorded-bytes';
import { sendUnrecorded, withoutOffset } from '../recovery/unrecorded';
import { sizeOf } from './serialisable';

/**
 * Wraps an adapter, and checks everything that is emitted through it. Adapters of clusters publish first and encode
 * later: what cannot be encoded would end the process then, and here it throws out of `emit`. And what is recorded for
 * one client alone is counted.
 */
export class OutgoingPackets {
  readonly #namespace: Namespace;
  readonly #maxDepth: number;
  readonly #recorded: RecordedBytes | undefined;
  readonly #logger: Log;
  #encodedBytes = 0;

  /** @param recorded where sessions can be recovered */
  constructor(namespace: Namespace, maxDepth: number, recorded: RecordedBytes | undefined, logger: Log) {
    this.#namespace = namespace;
    this.#maxDepth = maxDepth;
    this.#recorded = recorded;
    this.#logger = logger;
  }

  guard(adapter: Adapter): void {
    const mustCheck = !encodesAtOnce(adapter);
    const recorded = this.#recorded;
    if (mustCheck) this.#checkOthers(adapter);
    if (!mustCheck && !recorded) return;
    if (!mustCheck) onEncoded(adapter, (_packet, bytes) => (this.#encodedBytes = bytes));
    // Some give a promise, of which socket.io takes no notice: a listener for outgoing events may have thrown.
    const broadcast = adapter.broadcast.bind(adapter) as (packet: OutgoingPacket, options: BroadcastOptions) => unknown;
    adapter.broadcast = (packet: OutgoingPacket, options) => {
      const bytes = mustCheck ? this.#check(packet.data) : undefined;
      const socket = recorded && this.#onlyRecipient(packet, options);
      if (socket && !recorded.takes(socket)) {
        sendUnrecorded(socket, packet.data);
        return;
      }
      const sent = broadcast(recorded && isUnrecordedEvent(packet, options) ? withoutOffset(packet) : packet, options);
      if (sent instanceof Promise) sent.catch(this.#onFailure);
      if (socket && sent instanceof Promise) connectionOf(socket.conn).sending(sent);
      if (socket) recorded.add(socket, bytes ?? this.#encodedBytes);
    };
  }

  #checkOthers(adapter: Adapter): void {
    const broadcastWithAck = adapter.broadcastWithAck.bind(adapter);
    adapter.broadcastWithAck = (packet: OutgoingPacket, ...rest) => {
      this.#check(packet.data);
      broadcastWithAck(packet, ...rest);
    };
    const serverSideEmit = adapter.serverSideEmit.bind(adapter) as (args: unknown[]) => unknown;
    adapter.serverSideEmit = (args: unknown[]) => {
      this.#check(args); // a callback counts for nothing
      const sent = serverSideEmit(args);
      if (sent instanceof Promise) sent.catch(this.#onFailure);
      return sent;
    };
  }

  /** @throws TypeError where one of a name and its arguments cannot be serialised */
  #check(data: readonly unknown[]): number {
    let bytes = 0;
    for (const value of data) bytes += sizeOf(value, this.#maxDepth);
    return bytes;
  }

  readonly #onFailure = (error: unknown): void => {
    this.#logger.error(`Sending an event in ${this.#namespace.name} failed`, { err: error });
  };

  /** The client that a packet is recorded for alone, where it is connected here. */
  #onlyRecipient(packet: OutgoingPacket, options: BroadcastOptions): Socket | undefined {
    if (options.rooms.size !== 1 || !isRecorded(packet, options)) return undefined;
    const [room] = options.rooms as Iterable<string> as [string]; // there is one
    return this.#namespace.sockets.get(room);
  }
}

/** A volatile event gets no offset from its adapter. */
function isUnrecordedEvent({ type, id }: OutgoingPacket, { flags }: BroadcastOptions): boolean {
  return flags?.volatile !== undefined && type === EVENT && id === undefined;
}
