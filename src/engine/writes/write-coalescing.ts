import type { IncomingMessage } from 'node:http';
import type { Socket as NetSocket } from 'node:net';
import { type Engine, type EngineSocket, tcpSocketOf } from '../internals/engine-io';

/** The part of a packet that engine.io is about to flush. */
interface EnginePacket {
  readonly options?: { readonly volatile?: boolean } | null;
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
  #untilTickIsOver: NetSocket[] = [];
  #untilTurnIsOver: NetSocket[] = [];
  /** socket.io drops a volatile packet while an earlier one is on its way; then none may be for longer than a tick. */
  #hasVolatile = false;

  readonly #engine: Engine;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  install(): void {
    this.#engine.on('headers', this.#onHeaders);
    this.#engine.on('flush', this.#onFlush);
    this.#engine.on('connection_error', this.release); // the connection is destroyed next
    if (running.size === 0) process.on('exit', releaseForGood);
    running.add(this);
  }

  stop(): void {
    this.release();
    this.#engine.off('headers', this.#onHeaders);
    this.#engine.off('flush', this.#onFlush);
    this.#engine.off('connection_error', this.release);
    running.delete(this);
    if (running.size === 0) process.off('exit', releaseForGood);
  }

  /** The first frame follows the answer to an upgrade in the same turn, as making an id takes a promise. */
  readonly #onHeaders = (_headers: unknown, request: IncomingMessage & { upgrade?: boolean }): void => {
    if (request.upgrade && mayHold(request.socket)) this.#holdForTurn([request.socket]);
  };

  readonly #onFlush = (conn: EngineSocket, packets: readonly EnginePacket[]): void => {
    if (conn.transport.name !== 'websocket') return;
    this.#hasVolatile ||= packets.some(({ options }) => options?.volatile);
    const tcp = tcpSocketOf(conn);
    if (!tcp || !mayHold(tcp)) return;
    if (this.#untilTickIsOver.length === 0) process.nextTick(this.#onTickOver);
    tcp.cork();
    this.#untilTickIsOver.push(tcp);
  };

  readonly #onTickOver = (): void => {
    const held = this.#untilTickIsOver;
    this.#untilTickIsOver = [];
    if (held.length > 1 && !this.#hasVolatile) this.#holdForTurn(held);
    for (const tcp of held) tcp.uncork(); // one cork less
  };

  #holdForTurn(connections: readonly NetSocket[]): void {
    if (this.#untilTurnIsOver.length === 0) setImmediate(this.#onTurnOver);
    for (const tcp of connections) {
      tcp.cork();
      this.#untilTurnIsOver.push(tcp);
    }
  }

  readonly #onTurnOver = (): void => {
    const held = this.#untilTurnIsOver;
    this.#untilTurnIsOver = [];
    for (const tcp of held) tcp.uncork();
  };

  readonly release = (): void => {
    this.#onTurnOver();
    for (const tcp of this.#untilTickIsOver.splice(0)) tcp.uncork();
  };
}

function mayHold(tcp: NetSocket): boolean {
  return tcp.writableCorked === 0 && !isExiting;
}

/** With one listener for all of them: Node warns of more than ten. */
const running = new Set<WriteCoalescing>();
let isExiting = false;

/** Neither a tick nor a turn comes any more, and later listeners may emit something, too. */
function releaseForGood(): void {
  isExiting = true;
  for (const each of running) each.release();
}
