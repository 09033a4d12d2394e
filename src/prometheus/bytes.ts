import type { EventEmitter } from 'node:events';
import type { Server } from 'socket.io';

interface Packet {
  readonly data?: string | ArrayBuffer | ArrayBufferView | undefined;
}
interface Connection extends EventEmitter {
  readonly transport: { readonly name: string };
}
type Count = (direction: 'in' | 'out', transport: string, bytes: number) => void;

const TRANSPORTS: ReadonlySet<string> = new Set(['polling', 'websocket', 'webtransport']);

/** Counts what goes over the connections of a server that are opened from now on. Gives the function that ends it. */
export function countBytes({ engine }: Server, count: Count): () => void {
  const emitter = engine as EventEmitter;
  const add = (direction: 'in' | 'out', conn: Connection, { data = '' }: Packet): void => {
    const bytes = typeof data === 'string' ? Buffer.byteLength(data) : data.byteLength;
    count(direction, TRANSPORTS.has(conn.transport.name) ? conn.transport.name : 'other', bytes);
  };
  // One function for all connections.
  const onPacket = function onPacket(this: Connection, packet: Packet): void {
    add('in', this, packet);
  };
  const onConnection = (conn: Connection): void => void conn.on('packet', onPacket);
  const onFlush = (conn: Connection, packets: readonly Packet[]): void => {
    for (const packet of packets) add('out', conn, packet);
  };
  emitter.on('connection', onConnection);
  emitter.on('flush', onFlush);
  return () => {
    emitter.off('connection', onConnection);
    emitter.off('flush', onFlush);
  };
}
