import type { Socket as NetSocket } from 'node:net';
import type { Server, Socket } from 'socket.io';

type EngineSocket = Socket['conn'];

/** What `ws` keeps of the TCP connection below it. Other WebSocket engines may have none: then frames go out as ever. */
interface WebSocketTransport {
  readonly socket?: { readonly _socket?: NetSocket | null };
}

/**
 * Lets the frames that go to one client within one turn of the event loop leave in one system call. `ws` writes each
 * on its own, and those writes are nearly half of what a small event costs.
 *
 * The TCP connection is corked when engine.io first flushes to it, and uncorked when the turn is over. Node uncorks by
 * itself what is ended before, so that nothing is held back at a disconnect.
 * @see https://nodejs.org/api/stream.html#writablecork
 */
export class WriteCoalescing {
  #held: NetSocket[] = [];

  constructor(private readonly engine: Server['engine']) {
    engine.on('flush', this.#hold);
    process.on('exit', this.#release);
  }

  stop(): void {
    this.#release();
    this.engine.off('flush', this.#hold);
    process.off('exit', this.#release);
  }

  readonly #hold = (conn: EngineSocket): void => {
    if (conn.transport.name !== 'websocket') return;
    // Not `conn.request.socket`: after an upgrade that is the connection of the first poll.
    const tcp = (conn.transport as unknown as WebSocketTransport).socket?._socket;
    if (!tcp || tcp.writableCorked > 0) return;
    if (this.#held.length === 0) setImmediate(this.#release);
    tcp.cork();
    this.#held.push(tcp);
  };

  readonly #release = (): void => {
    const held = this.#held;
    this.#held = [];
    for (const tcp of held) tcp.uncork();
  };
}
