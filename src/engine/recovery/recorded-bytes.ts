import type { Socket } from 'socket.io';

interface Share {
  /** When the time began that `bytes` counts, in milliseconds since the epoch. */
  since: number;
  bytes: number;
  /** What the time before has counted. */
  before: number;
  /** When a packet was last sent without being recorded. */
  lostAt: number | undefined;
}

/**
 * What is recorded for each client alone: so much, and no more, in the time that a session is kept. A client could fill
 * the memory by asking for answers otherwise.
 */
export class RecordedBytes {
  readonly #maxBytes: number;
  readonly #windowMs: number;
  readonly #shares = new WeakMap<Socket, Share>();

  constructor(maxBytes: number, windowMs: number) {
    this.#maxBytes = maxBytes;
    this.#windowMs = windowMs;
  }

  add(socket: Socket, bytes: number): void {
    this.#shareOf(socket).bytes += bytes;
  }

  /** Whether the next packet may be recorded; where it may not, the session has lost one from then on. */
  takes(socket: Socket): boolean {
    const share = this.#shareOf(socket);
    if (share.bytes + share.before < this.#maxBytes) return true;
    share.lostAt = Date.now();
    return false;
  }

  /** Whether a client could miss a packet that was not recorded. */
  hasLost(socket: Socket): boolean {
    const lostAt = this.#shares.get(socket)?.lostAt;
    return lostAt !== undefined && Date.now() - lostAt < this.#windowMs;
  }

  #shareOf(socket: Socket): Share {
    const now = Date.now();
    const share = this.#shares.get(socket) ?? { since: now, bytes: 0, before: 0, lostAt: undefined };
    this.#shares.set(socket, share);
    const passed = Math.floor((now - share.since) / this.#windowMs);
    if (passed > 0) {
      share.before = passed === 1 ? share.bytes : 0;
      share.bytes = 0;
      share.since += passed * this.#windowMs;
    }
    return share;
  }
}
