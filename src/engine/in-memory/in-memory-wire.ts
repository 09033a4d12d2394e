import type { Parser } from '../internals/socket-io';

/** A packet of socket.io. @see https://socket.io/docs/v4/socket-io-protocol/#packet-encoding */
export interface Packet {
  readonly type: number;
  readonly nsp: string;
  readonly data?: unknown;
  readonly id?: number;
}

export const PacketType = { CONNECT: 0, DISCONNECT: 1, EVENT: 2, ACK: 3, CONNECT_ERROR: 4 } as const;

/** The client's end of a connection: what crosses it is encoded and decoded, as on a real one. */
export class InMemoryWire {
  readonly #parser: Parser;
  readonly #encoder: InstanceType<Parser['Encoder']>;
  readonly #decoder: InstanceType<Parser['Decoder']>;

  /** @param onPacket gets every packet that the server sends */
  constructor(parser: Parser, onPacket: (packet: Packet) => void) {
    this.#parser = parser;
    this.#encoder = new parser.Encoder();
    this.#decoder = new parser.Decoder();
    this.#decoder.on('decoded', onPacket);
  }

  encode(packet: Packet): unknown[] {
    return this.#encoder.encode(packet);
  }

  receive(chunk: unknown): void {
    this.#decoder.add(chunk);
  }

  /** A packet as its receiver will see it. @throws Error where it could not be sent */
  copy(packet: Packet): Packet {
    let copy = packet;
    const wire = new InMemoryWire(this.#parser, (received) => {
      copy = received;
    });
    for (const chunk of wire.encode(packet)) wire.receive(chunk);
    return copy;
  }
}
