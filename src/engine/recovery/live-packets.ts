import type { Socket } from 'socket.io';
import { type Adapter, type BroadcastOptions, onDelivery } from '../internals/adapters';
import { isFor, isRecorded } from './packets';

interface LivePacket {
  readonly data: readonly unknown[];
  readonly options: BroadcastOptions;
}

/** What a namespace sends while a client connects. */
export interface LiveRecord {
  /** The packets for a client in these rooms, so far. */
  packetsFor(rooms: readonly string[]): readonly (readonly unknown[])[];
  end(): void;
}

/** How long an adapter may take to deliver what its history has already, in milliseconds. */
const LAG_MS = 10_000;

/**
 * The packets that a namespace sends while sessions are looked for and guards decide. Clients that are connecting do not
 * get them, and what the adapter says that they have missed is older. It may also be newer than what the adapter has
 * delivered here: then it comes a second time.
 */
export class LivePackets {
  #packets: LivePacket[] = [];
  readonly #records = new Set<LiveRecord>();
  /** The offsets of what clients were given that have just come back. */
  readonly #given = new Map<Socket, ReadonlySet<unknown>>();

  constructor(adapter: Adapter) {
    onDelivery(adapter, (packet, options) => {
      if (this.#records.size === 0 && this.#given.size === 0) return undefined;
      if (!isRecorded(packet, options)) return undefined;
      if (this.#records.size > 0) this.#packets.push({ data: packet.data, options });
      const offset = packet.data.at(-1);
      return (socket) => !this.#given.get(socket)?.has(offset);
    });
  }

  /** A client has got the packets with these offsets: it does not get them again. */
  gave(socket: Socket, offsets: ReadonlySet<unknown>): void {
    if (offsets.size === 0) return;
    this.#given.set(socket, offsets);
    setTimeout(() => this.#given.delete(socket), LAG_MS).unref();
  }

  begin(): LiveRecord {
    const packets = this.#packets;
    const from = packets.length;
    const record: LiveRecord = {
      packetsFor: (rooms) =>
        packets
          .slice(from)
          .filter(({ options }) => isFor(rooms, options))
          .map(({ data }) => data),
      end: () => {
        this.#records.delete(record);
        if (this.#records.size === 0) this.#packets = [];
      },
    };
    this.#records.add(record);
    return record;
  }
}
