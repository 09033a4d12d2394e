import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { Server } from 'socket.io';
import type { ConnectionStatistics } from '../contract/statistics';
import { engineClients, type EngineSocket, writeBuffer } from './internals/engine-io';
import { type Backlog, bytesOf } from './limits/backlog';
import type { RepeatedLines } from '../log/repeated-lines';
import type { SocketClient } from './internals/socket-io';

/** The connections of a server, whatever namespaces they are in. */
export function openConnections({ engine }: Server): readonly EngineSocket[] {
  return Object.values(engineClients(engine));
}

/** How many packets of a stream may wait for a client. */
const HIGH_WATER_MARK = 64;

/** So much waits for a client's transport that a stream should. */
export function isBehind(conn: EngineSocket): boolean {
  const waiting = writeBuffer(conn);
  if (waiting.length >= HIGH_WATER_MARK) return true;
  return waiting.length > 0 && connectionOf(conn).backlog?.isHalfFull(waiting) === true;
}

/**
 * Calls `listener` once, when a connection has closed, and at once where it has already; the function that it gives
 * takes it back. However many listen, the connection itself has one listener.
 */
export function onceClosed(conn: EngineSocket, listener: () => void): () => void {
  if (conn.readyState === 'closed') {
    listener();
    return () => undefined;
  }
  return connectionOf(conn).closed.add(listener);
}

/** Resolves when the packets that wait have gone to the transport, when the connection closes or `signal` is aborted. */
export function drained(conn: EngineSocket, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const takeBack: (() => void)[] = [];
    const done = (): void => {
      for (const each of takeBack) each();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const connection = connectionOf(conn);
    takeBack.push(connection.drained.add(done), connection.closed.add(done));
    signal.addEventListener('abort', done);
    if (writeBuffer(conn).length === 0 || conn.readyState !== 'open' || signal.aborted) done();
  });
}

/** Settles as `work` does, or resolves when the connection closes before. */
export function unlessClosed(conn: EngineSocket, work: Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    const takeBack = onceClosed(conn, resolve);
    work.then(resolve, reject).finally(takeBack);
  });
}

class Listeners {
  readonly #listeners = new Set<() => void>();

  constructor(conn: EngineSocket, event: 'close' | 'drain') {
    conn.on(event, () => {
      for (const listener of [...this.#listeners]) listener();
    });
  }

  /** Gives the function that takes it back. */
  add(listener: () => void): () => void {
    const own = (): void => listener(); // the same function may listen twice
    this.#listeners.add(own);
    return () => void this.#listeners.delete(own);
  }
}

/** What is known of one connection, whatever namespaces it is in. */
export class Connection {
  readonly conn: EngineSocket;
  /** The host closes, and disconnects this client now: handlers that run may end, and no other one starts. */
  isLeaving = false;
  #running = 0;
  /** How many packets for it an adapter has published, to Redis for example, and not delivered yet. */
  #sending = 0;
  #onIdle: (() => void) | undefined;
  /** How often it was refused a namespace. */
  refusals = 0;
  /** The namespaces that it is on its way into; none for almost all of its life. */
  #connecting: Set<string> | undefined;
  /** The namespaces that it has said it leaves; socket.io acts on it in the next tick. */
  leaving: Set<string> | undefined;
  /** socket.io's object for the connection, once its client has connected to a namespace. */
  client: SocketClient | undefined;
  /** What waits for it, where its transport does not take everything at once. */
  backlog: Backlog | undefined;
  /** The responses to polls that it may not have read. */
  responses: readonly ServerResponse[] | undefined;
  /** How often each limit has refused something of it. */
  limitHits: Map<string, number> | undefined;
  /** Lines about events of it that were refused. */
  refusedLines: RepeatedLines | undefined;
  #id: string | undefined;
  #closed: Listeners | undefined;
  #drained: Listeners | undefined;

  constructor(conn: EngineSocket) {
    this.conn = conn;
  }

  /** Names it in budgets that nodes may share. Its id in engine.io would do, but that is its client's secret. */
  get id(): string {
    return (this.#id ??= randomUUID());
  }

  /** Events and lifecycle hooks that run or wait for it. */
  get running(): number {
    return this.#running;
  }

  /** Pair it with {@link finished}. */
  begun(): void {
    this.#running += 1;
  }

  finished(count = 1): void {
    this.#running -= count;
    if (this.#isIdle) this.#onIdle?.();
  }

  get #isIdle(): boolean {
    return this.#running === 0 && this.#sending === 0;
  }

  /** A packet for it is sent when `work` is settled: it is not disconnected before. */
  sending(work: Promise<unknown>): void {
    this.#sending += 1;
    const sent = (): void => {
      this.#sending -= 1;
      if (this.#isIdle) this.#onIdle?.();
    };
    work.then(sent, sent);
  }

  /** Resolves when nothing runs for it and nothing is on its way to it, when it closes or `signal` is aborted. */
  idle(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      this.#onIdle = resolve;
      this.closed.add(resolve);
      signal.addEventListener('abort', () => resolve(), { once: true });
      if (this.#isIdle || this.conn.readyState === 'closed' || signal.aborted) resolve();
    });
  }

  statistics(): ConnectionStatistics {
    const bufferedBytes = writeBuffer(this.conn).reduce((sum, packet) => sum + bytesOf(packet), 0);
    return { running: this.#running, bufferedBytes, isSlow: isBehind(this.conn) };
  }

  isConnectingTo(namespace: string): boolean {
    return this.#connecting?.has(namespace) === true;
  }

  connectingTo(namespace: string): void {
    (this.#connecting ??= new Set()).add(namespace);
  }

  /** It is in, or was refused. */
  arrivedAt(namespace: string): void {
    this.#connecting?.delete(namespace);
    if (this.#connecting?.size === 0) this.#connecting = undefined; // an empty set costs more than all else that is here
  }

  /** How many namespaces it is in, or on its way into. */
  get namespaces(): number {
    return (this.#connecting?.size ?? 0) + (this.client?.nsps.size ?? 0) - (this.leaving?.size ?? 0);
  }

  /** One listener for each event of a connection, however many guards, streams and namespaces wait for it. */
  get closed(): Listeners {
    return (this.#closed ??= new Listeners(this.conn, 'close'));
  }

  get drained(): Listeners {
    return (this.#drained ??= new Listeners(this.conn, 'drain'));
  }
}

const CONNECTION = Symbol('what the gateways know of it');

interface KnownSocket extends EngineSocket {
  [CONNECTION]?: Connection;
}

/** A weak map would keep this apart, and cost each connection more than all that is in there. */
export function connectionOf(conn: KnownSocket): Connection {
  const known = conn[CONNECTION];
  if (known) return known;
  const made = new Connection(conn);
  conn[CONNECTION] = made;
  return made;
}
