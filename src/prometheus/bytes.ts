import type { EventEmitter } from 'node:events';
import type { Server } from 'socket.io';

type Data = string | ArrayBuffer | ArrayBufferView;
interface Packet {
  readonly data?: Data | undefined;
}
interface Connection extends EventEmitter {
  readonly transport: { readonly name: string };
}

export const TRANSPORTS = ['polling', 'websocket', 'webtransport', 'other'] as const;

/** What went in one direction, in bytes, by transport. */
class Direction implements Record<(typeof TRANSPORTS)[number], number> {
  polling = 0;
  websocket = 0;
  webtransport = 0;
  other = 0;

  /** Runs for every packet: it looks up nothing. */
  add({ transport: { name } }: Connection, data: Data): void {
    const bytes = typeof data === 'string' ? Buffer.byteLength(data) : data.byteLength;
    if (name === 'websocket') this.websocket += bytes;
    else if (name === 'polling') this.polling += bytes;
    else if (name === 'webtransport') this.webtransport += bytes;
    else this.other += bytes;
  }
}

/** Counts what goes over connections. */
export class ByteCount {
  readonly in = new Direction();
  readonly out = new Direction();

  /** Counts at a server, too: over the connections that are opened from now on. Gives the function that ends it. */
  add({ engine }: Server): () => void {
    const emitter = engine as EventEmitter;
    const { in: received, out: sent } = this;
    // One function for all connections.
    const onPacket = function onPacket(this: Connection, { data }: Packet): void {
      if (data !== undefined) received.add(this, data);
    };
    const onConnection = (conn: Connection): void => void conn.on('packet', onPacket);
    const onFlush = (conn: Connection, packets: readonly Packet[]): void => {
      for (const { data } of packets) if (data !== undefined) sent.add(conn, data);
    };
    emitter.on('connection', onConnection);
    emitter.on('flush', onFlush);
    return () => {
      emitter.off('connection', onConnection);
      emitter.off('flush', onFlush);
    };
  }
}
