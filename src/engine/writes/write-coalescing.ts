import type { IncomingMessage } from 'node:http';
import type { Socket as NetSocket } from 'node:net';
import {
  type Engine,
  engineClients,
  type EngineSocket,
  flushNow,
  tcpSocketOf,
  writeBuffer,
  type FlushedPacket,
} from '../internals/engine-io';
import { makeWhole } from './whole-frames';

/**
 * Lets the frames that go to one client at once leave in one system call. `ws` writes each on its own, and those writes
 * are more than half of what a small event costs.
 *
 * The first frame of a tick leaves at once: whoever has sent it may compute for long before the tick is over. engine.io
 * keeps the others of that tick until then, and they come here together: the TCP connection is corked before the first of
 * them, and uncorked behind the last. Where several clients were written to, they are probably a room, and other members of
 * it may have sent something, too: before the next frame of the turn their connections are corked, until all that has
 * arrived is handled, or until a millisecond passes in which nothing is sent. Where somebody has computed meanwhile, and
 * frames had to wait for it, none is held so for a second: they may do it again. The answer to an upgrade waits for the
 * first frame, as it is worth nothing alone. Node uncorks by itself what is ended before, so that nothing is held back at a
 * disconnect.
 * @see https://nodejs.org/api/stream.html#writablecork
 */
export class WriteCoalescing {
  /** Written to in this tick, and not held. */
  #written: EngineSocket[] = [];
  #untilTickIsOver: NetSocket[] = [];
  #isTickWatched = false;
  /** Held since the answer to their upgrade, until the first frame. */
  readonly #answered = new Set<NetSocket>();
  /** Written to in earlier ticks of this turn, and held from the next frame on: mostly there is none. */
  #candidates: EngineSocket[] = [];
  #untilTurnIsOver: NetSocket[] = [];
  #isTurnWatched = false;
  /** When something was last sent in a turn that is watched, in milliseconds. */
  #lastSent = 0;
  /** No connection is held for the turn before this time, in milliseconds. */
  #mayHoldTurnFrom = 0;
  /** socket.io drops a volatile packet while an earlier one is on its way; then none may be for longer than a tick. */
  #hasVolatile = false;

  readonly #engine: Engine;
  readonly #makesFrames: boolean;

  /** @param makesFrames false where the sockets of a WebSocket engine may do more than `ws` to what they send */
  constructor(engine: Engine, { makesFrames }: { readonly makesFrames: boolean }) {
    this.#engine = engine;
    this.#makesFrames = makesFrames;
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
    const { socket: tcp } = request;
    if (!request.upgrade || !mayHold(tcp)) return;
    tcp.cork();
    if (this.#answered.size === 0) setImmediate(this.#releaseAnswered);
    this.#answered.add(tcp);
  };

  readonly #releaseAnswered = (): void => {
    for (const tcp of this.#answered) tcp.uncork();
    this.#answered.clear();
  };

  readonly #onFlush = (conn: EngineSocket, packets: readonly FlushedPacket[]): void => {
    if (conn.transport.name !== 'websocket') return;
    if (this.#makesFrames) makeWhole(conn, packets);
    for (const { options } of packets) this.#hasVolatile ||= options?.volatile === true;
    const tcp = tcpSocketOf(conn);
    if (!tcp || isExiting) return;
    if (this.#candidates.length > 0 || this.#untilTurnIsOver.length > 0) this.#onNextFrame();
    const isAnswered = this.#answered.delete(tcp);
    if (!isAnswered && !mayHold(tcp)) return;
    if (!this.#isTickWatched) {
      this.#isTickWatched = true;
      process.nextTick(this.#onTickOver);
    }
    if (isAnswered) this.#untilTickIsOver.push(tcp);
    else if (packets.length > 1) {
      tcp.cork();
      this.#untilTickIsOver.push(tcp);
    } else this.#written.push(conn);
  };

  readonly #onTickOver = (): void => {
    const [held, written] = [this.#untilTickIsOver, this.#written];
    [this.#untilTickIsOver, this.#written, this.#isTickWatched] = [[], [], false];
    if (held.length + written.length > 1) this.#watchTurn(held, written);
    for (const tcp of held) tcp.uncork(); // one cork less
  };

  #watchTurn(held: readonly NetSocket[], written: readonly EngineSocket[]): void {
    const now = performance.now();
    if (this.#hasVolatile || isExiting || now < this.#mayHoldTurnFrom) return;
    if (!this.#isTurnWatched) {
      this.#isTurnWatched = true;
      this.#lastSent = now;
      setImmediate(this.#onTurnOver);
    }
    for (const tcp of held) this.#holdForTurn(tcp);
    this.#candidates = this.#candidates.concat(written);
  }

  /** More is sent in the same turn. But if somebody has computed for long since the last frame, they may do so again. */
  #onNextFrame(): void {
    const now = performance.now();
    if (now - this.#lastSent > MAX_GAP_MS) this.#releaseTurn();
    this.#lastSent = now;
    for (const conn of this.#candidates.splice(0)) {
      const tcp = tcpSocketOf(conn);
      if (tcp && mayHold(tcp) && !this.#hasVolatile) this.#holdForTurn(tcp);
    }
  }

  #holdForTurn(tcp: NetSocket): void {
    tcp.cork();
    this.#untilTurnIsOver.push(tcp);
  }

  readonly #onTurnOver = (): void => {
    this.#isTurnWatched = false;
    this.#releaseTurn();
  };

  #releaseTurn(): void {
    const held = this.#untilTurnIsOver;
    [this.#candidates, this.#untilTurnIsOver] = [[], []];
    if (held.length === 0) return;
    for (const tcp of held) tcp.uncork();
    const now = performance.now();
    if (now - this.#lastSent > MAX_WAIT_MS) this.#mayHoldTurnFrom = now + MISTRUST_MS;
  }

  readonly release = (): void => {
    this.#releaseTurn();
    this.#releaseAnswered();
    for (const tcp of this.#untilTickIsOver.splice(0)) tcp.uncork();
  };

  /** No tick comes any more in which engine.io would send what it keeps behind a frame that was held. */
  releaseForGood(): void {
    this.release();
    for (const conn of Object.values(engineClients(this.#engine))) {
      if (conn.transport.name === 'websocket' && writeBuffer(conn).length > 0) flushNow(conn);
    }
  }
}

/** The time between two frames that are held together, in milliseconds at most. */
const MAX_GAP_MS = 1;
/** A frame that has waited longer was held too long. */
const MAX_WAIT_MS = 5;
const MISTRUST_MS = 1_000;

function mayHold(tcp: NetSocket): boolean {
  return tcp.writableCorked === 0 && !isExiting;
}

/** With one listener for all of them: Node warns of more than ten. */
const running = new Set<WriteCoalescing>();
let isExiting = false;

/** Neither a tick nor a turn comes any more, and later listeners may emit something, too. */
function releaseForGood(): void {
  isExiting = true;
  for (const each of running) each.releaseForGood();
}
