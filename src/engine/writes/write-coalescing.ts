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
import { HeldWrites } from './held-writes';
import { makeWhole } from './whole-frames';

/**
 * Lets the frames that go to one client at once leave in one system call. `ws` writes each on its own, and those writes
 * are more than half of what a small event costs.
 *
 * The first frame of a tick leaves at once: whoever has sent it may compute for long before the tick is over. engine.io
 * keeps the others of that tick until then, and they come here together: they are held, and leave in the next tick. Where
 * several clients were written to, they are probably a room, and other members of it may have sent something, too: from the
 * next frame of the turn on, what is sent to them is held until all that has arrived is handled, or until a millisecond
 * passes in which nothing is sent. Where somebody has computed meanwhile, and frames had to wait for it, none is held so for
 * long: they may do it again. The answer to an upgrade waits for the first frame, as it is worth nothing alone.
 */
export class WriteCoalescing {
  /** Written to in this tick, and not held. */
  #written: NetSocket[] = [];
  #untilTickIsOver: HeldWrites[] = [];
  #isTickWatched = false;
  /** Corked since the answer to their upgrade, until the first frame. */
  readonly #answered = new Set<NetSocket>();
  /** Of those, the ones whose first frame was sent in this tick. */
  #corked: NetSocket[] = [];
  /** Written to in earlier ticks of this turn, and held from the next frame on: mostly there is none. */
  #candidates: NetSocket[] = [];
  #untilTurnIsOver: HeldWrites[] = [];
  #isTurnWatched = false;
  /** When something was last sent in a turn that is watched, in milliseconds. */
  #lastSent = 0;
  /** No connection is held for the turn before this time, in milliseconds. */
  #mayHoldTurnFrom = 0;

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
    if (!request.upgrade || isExiting || tcp.writableCorked > 0) return;
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
    const tcp = tcpSocketOf(conn);
    if (!tcp || isExiting) return;
    if (this.#candidates.length > 0 || this.#untilTurnIsOver.length > 0) this.#onNextFrame();
    if (!this.#isTickWatched) {
      this.#isTickWatched = true;
      process.nextTick(this.#onTickOver);
    }
    if (this.#answered.delete(tcp)) this.#corked.push(tcp);
    if (packets.length === 1) this.#written.push(tcp);
    else this.#holdForTick(tcp);
  };

  #holdForTick(tcp: NetSocket): void {
    const held = HeldWrites.of(tcp);
    if (!held.isHeld && held.hold()) this.#untilTickIsOver.push(held);
  }

  readonly #onTickOver = (): void => {
    const [held, written] = [this.#untilTickIsOver, this.#written];
    [this.#untilTickIsOver, this.#written, this.#isTickWatched] = [[], [], false];
    for (const tcp of this.#corked.splice(0)) tcp.uncork();
    if (held.length + written.length > 1 && this.#watchesTurn()) {
      this.#untilTurnIsOver = this.#untilTurnIsOver.concat(held); // they may be too many for arguments
      this.#candidates = this.#candidates.concat(written);
    } else for (const each of held) each.release();
  };

  #watchesTurn(): boolean {
    const now = performance.now();
    if (isExiting || now < this.#mayHoldTurnFrom) return false;
    if (!this.#isTurnWatched) {
      this.#isTurnWatched = true;
      this.#lastSent = now;
      setImmediate(this.#onTurnOver);
    }
    return true;
  }

  /** More is sent in the same turn. But if somebody has computed for long since the last frame, they may do so again. */
  #onNextFrame(): void {
    const now = performance.now();
    if (now - this.#lastSent > MAX_GAP_MS) this.#releaseTurn();
    this.#lastSent = now;
    for (const tcp of this.#candidates.splice(0)) {
      const held = HeldWrites.of(tcp);
      if (!held.isHeld && held.hold()) this.#untilTurnIsOver.push(held);
    }
  }

  readonly #onTurnOver = (): void => {
    this.#isTurnWatched = false;
    this.#releaseTurn();
  };

  #releaseTurn(): void {
    const held = this.#untilTurnIsOver;
    [this.#candidates, this.#untilTurnIsOver] = [[], []];
    if (held.length === 0) return;
    for (const each of held) each.release();
    const now = performance.now();
    const waited = now - this.#lastSent;
    if (waited > MAX_WAIT_MS) this.#mayHoldTurnFrom = now + MISTRUST * waited;
  }

  readonly release = (): void => {
    this.#releaseTurn();
    this.#releaseAnswered();
    for (const tcp of this.#corked.splice(0)) tcp.uncork();
    for (const held of this.#untilTickIsOver.splice(0)) held.release();
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
/** A frame that has waited longer was held too long, and none is held for so many times as long. */
const MAX_WAIT_MS = 5;
const MISTRUST = 200;

/** With one listener for all of them: Node warns of more than ten. */
const running = new Set<WriteCoalescing>();
let isExiting = false;

/** Neither a tick nor a turn comes any more, and later listeners may emit something, too. */
function releaseForGood(): void {
  isExiting = true;
  for (const each of running) each.releaseForGood();
}
