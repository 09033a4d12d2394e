import type { IncomingMessage } from 'node:http';
import type { Socket as NetSocket } from 'node:net';
import type { Server, Socket } from 'socket.io';

type EngineSocket = Socket['conn'];

/** What `ws` keeps of the TCP connection below it. Other WebSocket engines may have none: then frames go out as ever. */
interface WebSocketTransport {
  readonly socket?: { readonly _socket?: NetSocket | null };
}

/**
 * Lets the frames that go to one client at once leave in one system call. `ws` writes each on its own, and those writes
 * are more than half of what a small event costs.
 *
 * The TCP connection is corked before the first of them, and uncorked when the tick is over: an answer waits for
 * nothing. Where several clients were written to, they are probably a room whose other members have sent something, too,
 * and their connections stay corked until all that has arrived is handled. Node uncorks by itself what is ended before,
 * so that nothing is held back at a disconnect.
 * @see https://nodejs.org/api/stream.html#writablecork
 */
export class WriteCoalescing {
  #held: NetSocket[] = [];

  constructor(private readonly engine: Server['engine']) {
    engine.on('headers', this.#onHeaders);
    engine.on('flush', this.#onFlush);
    if (running.size === 0) process.on('exit', releaseAll);
    running.add(this);
  }

  stop(): void {
    this.release();
    this.engine.off('headers', this.#onHeaders);
    this.engine.off('flush', this.#onFlush);
    running.delete(this);
    if (running.size === 0) process.off('exit', releaseAll);
  }

  /** The first frame follows the answer to an upgrade in the same turn, as making an id takes a promise. */
  readonly #onHeaders = (_headers: unknown, request: IncomingMessage & { upgrade?: boolean }): void => {
    if (request.upgrade) this.#hold(request.socket, this.#untilTurnIsOver);
  };

  readonly #onFlush = (conn: EngineSocket): void => {
    if (conn.transport.name !== 'websocket') return;
    // Not `conn.request.socket`: after an upgrade that is the connection of the first poll.
    this.#hold((conn.transport as unknown as WebSocketTransport).socket?._socket, this.#untilTickIsOver);
  };

  #hold(tcp: NetSocket | null | undefined, howLong: () => void): void {
    if (!tcp || tcp.writableCorked > 0) return;
    if (this.#held.length === 0) howLong();
    tcp.cork();
    this.#held.push(tcp);
  }

  readonly #untilTickIsOver = (): void => {
    process.nextTick(this.#tickIsOver);
  };

  readonly #tickIsOver = (): void => {
    if (this.#held.length > 1) this.#untilTurnIsOver();
    else this.release();
  };

  readonly #untilTurnIsOver = (): void => {
    setImmediate(this.release);
  };

  readonly release = (): void => {
    const held = this.#held;
    this.#held = [];
    for (const tcp of held) tcp.uncork();
  };
}

/** With one listener for all of them: Node warns of more than ten. */
const running = new Set<WriteCoalescing>();

function releaseAll(): void {
  for (const each of running) each.release();
}
