import type { ServerResponse } from 'node:http';
import { connectionOf } from '../connections';
import {
  type Engine,
  engineClients,
  type EngineSocket,
  pollResponseOf,
  type TransportSocket,
  type WaitingPacket,
  webSocketOf,
  writeBuffer,
} from '../internals/engine-io';
import { Backlog, bytesOf, OVERHEAD_BYTES } from './backlog';
import type { Breaches } from './breaches';

/** Small packets are counted so many at a time, and larger ones at once. */
const BATCH = 16;
/** The length of a packet's data, in bytes or characters, up to which it is small. */
const SMALL = 2 * 1024;
/** So much of what waits is not looked at more closely: most of it is gone when the turn is over. */
const UNWATCHED_BYTES = 64 * 1024;
/** A client sends one probe for each upgrade that it tries; each is answered, read or not. */
const MAX_PROBES = 16;

/**
 * Disconnects clients that do not read before what waits for them fills the memory; pings that they answer blindly would
 * keep them connected. It counts packets, pongs of WebSocket, and the answers to polls on one TCP connection after the
 * other.
 *
 * A client may be sent much in one turn of the event loop: a packet of any size, or all that there is when it connects.
 * The largest such burst is not counted, up to 16 times the bound: a client may ask for a list ten thousand times at once.
 */
export class SlowClients {
  readonly #engine: Engine;
  readonly #maxBytes: number;
  readonly #breaches: Breaches;
  readonly #onPacket: (this: EngineSocket, packet: WaitingPacket) => void;
  readonly #onPollAnswer: (this: EngineSocket) => void;
  readonly #onPing: (this: TransportSocket, data: Buffer) => void;
  /** The bytes of the pongs that wait, of the few WebSockets that have any. */
  readonly #pongBytes = new WeakMap<TransportSocket, number>();

  constructor(engine: Engine, maxBufferedBytes: number, breaches: Breaches) {
    this.#engine = engine;
    this.#maxBytes = maxBufferedBytes;
    this.#breaches = breaches;
    // One function for all connections: an idle client is to cost as little as it can.
    const add = (conn: EngineSocket, packet: WaitingPacket): void => this.#add(conn, packet);
    this.#onPacket = function onPacket(packet) {
      if (!this.transport.writable) add(this, packet); // few packets go further
    };
    const addResponse = (conn: EngineSocket): void => this.#addResponse(conn);
    this.#onPollAnswer = function onPollAnswer() {
      addResponse(this);
    };
    const addPong = (webSocket: TransportSocket, bytes: number): void => this.#addPong(webSocket, bytes);
    this.#onPing = function onPing(data) {
      addPong(this, data.length);
    };
  }

  install(): void {
    this.#engine.on('connection', this.#onConnection);
  }

  stop(): void {
    this.#engine.off('connection', this.#onConnection);
  }

  readonly #onConnection = (conn: EngineSocket): void => {
    conn.on('packetCreate', this.#onPacket);
    if (conn.transport.name === 'websocket') {
      this.#watchPongs(conn.transport);
      return;
    }
    conn.on('flush', this.#onPollAnswer);
    let probes = 0;
    conn.on('upgrading', (transport: EngineSocket['transport']) => {
      probes += 1;
      if (probes > MAX_PROBES) webSocketOf(transport)?.terminate?.();
    });
    conn.once('upgrade', (transport: EngineSocket['transport']) => {
      conn.off('flush', this.#onPollAnswer);
      this.#watchPongs(transport);
    });
  };

  /** @param packet is about to wait behind the others */
  #add(conn: EngineSocket, packet: WaitingPacket): void {
    const waiting = writeBuffer(conn);
    if (waiting.length % BATCH !== BATCH - 1 && lengthOf(packet) <= SMALL) return;
    const backlog = (connectionOf(conn).backlog ??= new Backlog(this.#maxBytes));
    if (backlog.isFlooded(waiting)) this.#disconnect(conn, backlog.bytesOf(waiting)); // what is behind it runs before any tick
    if (backlog.isWatched || backlog.bytesOf(waiting) + bytesOf(packet) <= UNWATCHED_BYTES) return;
    backlog.isWatched = true;
    setImmediate(() => this.#onTurnOver(conn, backlog));
  }

  #onTurnOver(conn: EngineSocket, backlog: Backlog): void {
    backlog.isWatched = false;
    const waiting = writeBuffer(conn);
    if (waiting.length === 0) return;
    if (backlog.settle(waiting)) this.#disconnect(conn, backlog.bytesOf(waiting));
  }

  /** The response that a poll is about to be answered with; a client reads one before it polls again. */
  #addResponse(conn: EngineSocket): void {
    const response = pollResponseOf(conn);
    if (!response) return;
    const connection = connectionOf(conn);
    const unread = (connection.responses ?? []).filter(isUnread);
    const bytes = unread.reduce((sum, { writableLength }) => sum + writableLength, 0);
    connection.responses = [...unread, response];
    if (bytes > this.#maxBytes) process.nextTick(() => this.#disconnect(conn, bytes)); // engine.io is writing
  }

  #watchPongs(transport: EngineSocket['transport']): void {
    webSocketOf(transport)?.on?.('ping', this.#onPing);
  }

  #addPong(webSocket: TransportSocket, bytes: number): void {
    if (!webSocket.bufferedAmount) {
      this.#pongBytes.delete(webSocket);
      return;
    }
    const waiting = (this.#pongBytes.get(webSocket) ?? 0) + OVERHEAD_BYTES + bytes;
    this.#pongBytes.set(webSocket, waiting);
    if (waiting <= this.#maxBytes) return;
    const conn = Object.values(engineClients(this.#engine)).find(
      ({ transport }) => webSocketOf(transport) === webSocket,
    );
    if (conn) this.#disconnect(conn, waiting);
  }

  #disconnect(conn: EngineSocket, bytes: number): void {
    this.#breaches.close(conn, 'maxBufferedBytes', `it reads too slowly, and ${bytes} bytes wait for it`);
    // A WebSocket that is closed, and an answer to a poll, would wait for the client to read what is before it.
    webSocketOf(conn.transport)?.terminate?.();
    for (const response of connectionOf(conn).responses ?? []) response.destroy();
  }
}

function lengthOf({ data = '' }: WaitingPacket): number {
  return typeof data === 'string' ? data.length : data.byteLength;
}

function isUnread(response: ServerResponse): boolean {
  return !response.writableFinished && !response.destroyed;
}
