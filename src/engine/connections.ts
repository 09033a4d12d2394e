import type { Server } from 'socket.io';
import { engineClients, type EngineSocket, writeBuffer } from './internals';

/** The connections of a server, whatever namespaces they are in. */
export function openConnections({ engine }: Server): readonly EngineSocket[] {
  return Object.values(engineClients(engine));
}

/** How many packets wait for the client's transport. */
export function bufferedPackets(conn: EngineSocket): number {
  return writeBuffer(conn).length;
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
  return watch(conn).closed.add(listener);
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
    takeBack.push(watch(conn).drained.add(done), watch(conn).closed.add(done));
    signal.addEventListener('abort', done);
    if (bufferedPackets(conn) === 0 || conn.readyState !== 'open' || signal.aborted) done();
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

  /** Gives the function that takes it back. */
  add(listener: () => void): () => void {
    const own = (): void => listener(); // the same function may listen twice
    this.#listeners.add(own);
    return () => void this.#listeners.delete(own);
  }

  readonly call = (): void => {
    for (const listener of [...this.#listeners]) listener();
  };
}

interface ConnectionWatch {
  readonly closed: Listeners;
  readonly drained: Listeners;
}

const watches = new WeakMap<EngineSocket, ConnectionWatch>();

/** One listener for each event of a connection, however many guards, streams and namespaces wait for it. */
function watch(conn: EngineSocket): ConnectionWatch {
  const known = watches.get(conn);
  if (known) return known;
  const made = { closed: new Listeners(), drained: new Listeners() };
  watches.set(conn, made);
  conn.on('close', made.closed.call);
  conn.on('drain', made.drained.call);
  return made;
}
