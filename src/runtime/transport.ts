import type { Server, Socket } from 'socket.io';

type EngineSocket = Socket['conn'];

/** The connections of engine.io, whatever namespaces they are in. It knows them in a field that its types protect. */
export function openConnections({ engine }: Server): readonly EngineSocket[] {
  return Object.values((engine as unknown as { readonly clients: Record<string, EngineSocket> }).clients);
}

/** How many packets wait for the client's transport. engine.io keeps them in a field that its types call private. */
export function bufferedPackets(conn: EngineSocket): number {
  return (conn as unknown as { writeBuffer?: readonly unknown[] }).writeBuffer?.length ?? 0;
}

/** Resolves when the packets that wait have gone to the transport, when the connection closes or `signal` is aborted. */
export function drained(conn: EngineSocket, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      conn.off('drain', done);
      conn.off('close', done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    conn.on('drain', done);
    conn.on('close', done);
    signal.addEventListener('abort', done);
    if (bufferedPackets(conn) === 0 || conn.readyState !== 'open' || signal.aborted) done();
  });
}

/** Settles as `work` does, or when the connection closes before: nobody waits any more for what a client was to get. */
export function unlessClosed(conn: EngineSocket, work: Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    conn.on('close', resolve);
    work.then(resolve, reject).finally(() => conn.off('close', resolve));
  });
}

/**
 * Closes what engine.io has left closing: a polling client is closed at its next poll, or after half a minute, and no
 * poll comes when the server takes none any more.
 */
export function closeForGood(conn: EngineSocket): void {
  const transport = conn.transport as unknown as { shouldClose?: (() => void) | null };
  transport.shouldClose?.();
}
