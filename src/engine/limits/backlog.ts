import type { WaitingPacket } from '../internals/engine-io';

/** The memory that a packet or a pong takes besides its data. */
export const OVERHEAD_BYTES = 128;

/** So many times the bound may come in one turn, besides the largest packet. */
const MAX_BURST = 16;

/** What waits for a client, since its transport took something the last time. */
export class Backlog {
  /** Somebody looks at it when the turn is over. */
  isWatched = false;
  readonly #maxBytes: number;
  /** What was counted last: engine.io makes another array when the transport has taken everything, and lets that go. */
  #packets: WeakRef<readonly WaitingPacket[]> | undefined;
  /** How many of them are counted, and their bytes. */
  #counted = 0;
  #bytes = 0;
  /** Of it, what waited already when the last turn was over. */
  #settled = 0;
  /** The most that came in one turn. */
  #largestBurst = 0;
  #largestPacket = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Counts what has come since it was last asked, and gives the bytes of all. */
  bytesOf(packets: readonly WaitingPacket[]): number {
    if (packets !== this.#packets?.deref()) {
      this.#packets = new WeakRef(packets);
      this.#counted = this.#bytes = this.#settled = this.#largestBurst = this.#largestPacket = 0;
    }
    for (const packet of packets.slice(this.#counted)) {
      const bytes = bytesOf(packet);
      this.#bytes += bytes;
      this.#largestPacket = Math.max(this.#largestPacket, bytes);
    }
    this.#counted = packets.length;
    return this.#bytes;
  }

  /** More of a stream would leave too little room for everything else. */
  isHalfFull(packets: readonly WaitingPacket[]): boolean {
    return this.bytesOf(packets) > this.#maxBytes / 2;
  }

  /** Whether more has come than any turn may bring: by what a client asks for, it would end the process within one. */
  isFlooded(packets: readonly WaitingPacket[]): boolean {
    return this.bytesOf(packets) - this.#largestPacket > MAX_BURST * this.#maxBytes;
  }

  /** A turn is over; gives whether too much waits, the most that came in one turn not counted. */
  settle(packets: readonly WaitingPacket[]): boolean {
    const bytes = this.bytesOf(packets);
    this.#largestBurst = Math.max(this.#largestBurst, bytes - this.#settled);
    this.#settled = bytes;
    return bytes - this.#largestBurst > this.#maxBytes;
  }
}

/** The memory that packets take while they wait. */
export function bytesOf({ data = '' }: WaitingPacket): number {
  return OVERHEAD_BYTES + (typeof data === 'string' ? Buffer.byteLength(data) : data.byteLength);
}
