import type { Socket as NetSocket } from 'node:net';

type Data = Uint8Array | string;
type Done = (error?: Error | null) => void;
type Encoding = BufferEncoding | undefined;

/** What a TCP connection has of its own from here on: it stands before that of its class, or of whoever came before. */
interface Methods {
  write: (this: NetSocket, data: Data, encoding?: Encoding | Done, done?: Done) => boolean;
  end: (this: NetSocket, ...args: unknown[]) => unknown;
  destroy: (this: NetSocket, error?: Error) => unknown;
}

interface Chunk {
  readonly data: Data;
  readonly encoding: Encoding;
}

/** So much is kept for one connection, in bytes; what is more is backpressure's. */
const MAX_BYTES = 64 * 1024;

const known = new WeakMap<NetSocket, HeldWrites>();

/**
 * What is written to a TCP connection while it is held, which leaves in one system call when it is released. Whoever writes
 * is told in the next tick that it was written, as Node does where the system takes it at once. So nobody above sees a
 * difference: engine.io goes on writing, and socket.io drops no volatile packet. Corking the connection would keep them
 * waiting for what they have written.
 *
 * A connection that is ended, or destroyed without an error, is released before.
 */
export class HeldWrites {
  readonly #tcp: NetSocket;
  readonly #write: Methods['write'];
  #chunks: Chunk[] = [];
  #bytes = 0;
  #isHeld = false;

  static of(tcp: NetSocket): HeldWrites {
    const held = known.get(tcp) ?? new HeldWrites(tcp);
    known.set(tcp, held);
    return held;
  }

  private constructor(tcp: NetSocket) {
    const { write, end, destroy } = tcp as Methods;
    this.#tcp = tcp;
    this.#write = write;
    const own: Methods = {
      write: (data, encoding, done) => {
        if (!this.#isHeld) return write.call(tcp, data, encoding, done);
        return typeof encoding === 'function'
          ? this.#keep(data, undefined, encoding)
          : this.#keep(data, encoding, done);
      },
      end: (...args) => {
        this.release();
        return end.apply(tcp, args);
      },
      destroy: (error) => {
        if (error) this.#forget();
        else this.release();
        return destroy.call(tcp, error);
      },
    };
    Object.assign(tcp, own);
  }

  get isHeld(): boolean {
    return this.#isHeld;
  }

  /** Keeps what is written from now on, unless something is on its way already. @returns whether it does */
  hold(): boolean {
    const { writableLength, writableCorked } = this.#tcp;
    this.#isHeld ||= writableLength === 0 && writableCorked === 0;
    return this.#isHeld;
  }

  release(): void {
    if (!this.#isHeld) return;
    const chunks = this.#forget();
    if (chunks.length > 1) this.#tcp.cork();
    for (const { data, encoding } of chunks) this.#write.call(this.#tcp, data, encoding);
    if (chunks.length > 1) this.#tcp.uncork();
  }

  #keep(data: Data, encoding: Encoding, done: Done | undefined): boolean {
    this.#chunks.push({ data, encoding });
    this.#bytes += data.length;
    if (done) process.nextTick(done);
    if (this.#bytes > MAX_BYTES) this.release();
    return true;
  }

  #forget(): Chunk[] {
    const chunks = this.#chunks;
    [this.#chunks, this.#bytes, this.#isHeld] = [[], 0, false];
    return chunks;
  }
}
