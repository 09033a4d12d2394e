import type { Socket } from 'socket.io';

type EngineSocket = Socket['conn'];

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
