import type { Socket as NetSocket } from 'node:net';
import type { EventEmitter } from 'node:events';
import type { Server } from 'socket.io';
import { type EngineSocket, tcpSocketOf } from '../engine/internals/engine-io';

interface Packet {
  readonly data?: string | ArrayBuffer | ArrayBufferView | undefined;
}
type Direction = 'in' | 'out';

export const TRANSPORTS = ['polling', 'websocket', 'webtransport', 'other'] as const;
type Transport = (typeof TRANSPORTS)[number];

const NONE: Readonly<Record<Transport, number>> = { polling: 0, websocket: 0, webtransport: 0, other: 0 };

/** What the TCP connection of a WebSocket had carried when it began. */
interface Begun {
  readonly tcp: NetSocket;
  readonly read: number;
  readonly written: number;
}

/**
 * Counts the bytes that go over connections, by transport. Of a WebSocket Node counts what its TCP connection carries, which
 * costs an event nothing; of other transports the packets are counted.
 */
export class ByteCount {
  readonly #counted = { in: { ...NONE }, out: { ...NONE } };
  /** Those that are open. */
  readonly #webSockets = new Map<EngineSocket, Begun>();

  /** In bytes; of the connections that were opened since their server was added. */
  total(direction: Direction, transport: Transport): number {
    let total = this.#counted[direction][transport];
    if (transport === 'websocket') for (const begun of this.#webSockets.values()) total += carried(begun)[direction];
    return total;
  }

  /** Counts at a server, too. Gives the function that ends it. */
  add({ engine }: Server): () => void {
    const emitter = engine as EventEmitter;
    // A WebSocket is known by then: it was sent its first packet.
    const onConnection = (conn: EngineSocket): void => {
      if (this.#webSockets.has(conn)) return;
      const onPacket = (packet: Packet): void => this.#count('in', conn, packet);
      conn.on('packet', onPacket);
      conn.once('upgrade', () => {
        if (this.#begin(conn)) conn.off('packet', onPacket);
      });
    };
    const onFlush = (conn: EngineSocket, packets: readonly Packet[]): void => {
      if (this.#webSockets.has(conn) || this.#begin(conn)) return;
      for (const packet of packets) this.#count('out', conn, packet);
    };
    emitter.on('connection', onConnection);
    emitter.on('flush', onFlush);
    return () => {
      emitter.off('connection', onConnection);
      emitter.off('flush', onFlush);
    };
  }

  #begin(conn: EngineSocket): boolean {
    const tcp = conn.transport.name === 'websocket' ? tcpSocketOf(conn) : undefined;
    if (!tcp) return false;
    const begun = { tcp, read: tcp.bytesRead, written: tcp.bytesWritten };
    this.#webSockets.set(conn, begun);
    conn.once('close', () => {
      this.#webSockets.delete(conn);
      for (const direction of ['in', 'out'] as const) this.#counted[direction].websocket += carried(begun)[direction];
    });
    return true;
  }

  #count(direction: Direction, conn: EngineSocket, { data = '' }: Packet): void {
    const { name } = conn.transport;
    const transport = Object.hasOwn(NONE, name) ? (name as Transport) : 'other';
    this.#counted[direction][transport] += typeof data === 'string' ? Buffer.byteLength(data) : data.byteLength;
  }
}

function carried({ tcp, read, written }: Begun): Record<Direction, number> {
  return { in: tcp.bytesRead - read, out: tcp.bytesWritten - written };
}
