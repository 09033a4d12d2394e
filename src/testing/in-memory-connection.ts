import { EventEmitter } from 'node:events';

/** A packet of socket.io, as its encoder gets it. @see https://socket.io/docs/v4/socket-io-protocol/#packet-encoding */
export interface Packet {
  readonly type: number;
  readonly nsp: string;
  readonly data?: unknown;
  readonly id?: number;
}

export const PacketType = { CONNECT: 0, DISCONNECT: 1, EVENT: 2, ACK: 3, CONNECT_ERROR: 4 } as const;

/** A parser that hands packets over as they are; what could not be sent over a wire throws, as it would there. */
export const inMemoryParser: { readonly Encoder: new () => unknown; readonly Decoder: new () => EventEmitter } = {
  Encoder: class {
    encode(packet: Packet): Packet[] {
      JSON.stringify(packet.data);
      return [packet];
    }
  },
  Decoder: class extends EventEmitter {
    add(packet: Packet): void {
      this.emit('decoded', packet);
    }

    destroy(): void {
      this.removeAllListeners();
    }
  },
};

export interface Handshake {
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
}

/** To socket.io a connection of engine.io, with nothing behind it. */
export class InMemoryConnection extends EventEmitter {
  readonly id = 'in-memory';
  readonly protocol = 4;
  readonly remoteAddress = '127.0.0.1';
  readonly transport = { name: 'in-memory', writable: true };
  readonly writeBuffer: readonly unknown[] = [];
  readonly request: object;
  readyState = 'open';

  /** @param receive gets every packet that the server sends */
  constructor(
    { headers, query }: Handshake,
    private readonly receive: (packet: Packet) => void,
  ) {
    super();
    const socket = { remoteAddress: this.remoteAddress, encrypted: false };
    this.request = { headers, url: '/', _query: query, socket, connection: socket };
  }

  send(packet: Packet): void {
    this.emit('data', packet);
  }

  /** What socket.io calls to send. */
  write(packet: Packet): void {
    this.receive(packet);
  }

  close(): void {
    if (this.readyState === 'closed') return;
    this.readyState = 'closed';
    this.emit('close', 'forced close');
  }
}
