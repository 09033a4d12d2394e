import { channels } from '../../channels';
import type { Limits } from '../../contract/limits';
import { RESERVED_EVENTS } from '../../registry/gateways/reserved-events';
import { quoted } from '../../log/printable';
import type { Connection } from '../connections';
import type { DecodedPacket, Decoder } from '../internals/socket-io';
import { chunkBytes, notePacketBytes } from '../packet-bytes';
import type { Breaches } from './breaches';
import type { ConnectOrder } from './connect-order';
import { isDeeper, mayBeDeeper } from './packet-depth';
import { inheritsFromPacket } from './prototypes';

/** Packet types of socket.io's protocol; a binary one is decoded to the other as a rule. */
const CONNECT = 0;
const DISCONNECT = 1;
const [EVENT, BINARY_EVENT] = [2, 5];
const [ACK, BINARY_ACK] = [3, 6];

/** socket.io emits them on the server's side itself: its own parser refuses them, others may not. */
const RESERVED: ReadonlySet<string> = new Set(RESERVED_EVENTS);

/**
 * The decoder of one connection, around that of the path's parser. What is beyond a limit reaches neither a guard nor an
 * adapter: socket.io applies the arguments of a packet to functions, and 40,000 of them end the process.
 */
export class LimitedDecoder implements Decoder {
  readonly #decoder: Decoder;
  readonly #connection: Connection;
  readonly #limits: Readonly<Limits>;
  readonly #connects: ConnectOrder;
  readonly #isHeld: (namespace: string) => boolean;
  readonly #breaches: Breaches;
  #listener: (packet: DecodedPacket) => void = ignore;
  /** Of the packet that is being decoded. */
  #mayBeDeep = false;
  /** Of the packet that is being decoded. */
  #bytes = 0;
  /** Some of it did not come as a text: JSON alone gives objects no other prototype. */
  #isBinary = false;
  readonly #bound = this.#onDecoded.bind(this); // it takes half the memory of an arrow function

  /** @param isHeld whether what comes for a namespace is held to the limits; everything is, where it is left out */
  constructor(
    decoder: Decoder,
    connection: Connection,
    limits: Readonly<Limits>,
    connects: ConnectOrder,
    breaches: Breaches,
    isHeld: (namespace: string) => boolean = always,
  ) {
    this.#decoder = decoder;
    this.#connection = connection;
    this.#limits = limits;
    this.#connects = connects;
    this.#breaches = breaches;
    this.#isHeld = isHeld;
  }

  on(event: 'decoded', listener: (packet: DecodedPacket) => void): void {
    this.#listener = listener;
    this.#decoder.on(event, this.#bound);
  }

  removeListener(event: 'decoded'): void {
    this.#listener = ignore;
    this.#decoder.removeListener(event, this.#bound);
  }

  /** @throws what the parser throws; socket.io closes the connection then */
  add(chunk: unknown): void {
    if (!this.#mayBeDeep) this.#mayBeDeep = mayBeDeeper(chunk, this.#limits.maxDepth); // or one before its attachments
    this.#bytes += chunkBytes(chunk);
    this.#isBinary ||= typeof chunk !== 'string';
    try {
      this.#decoder.add(chunk);
    } catch (error) {
      // The parser itself has overflowed, as socket.io's may where it puts attachments in their places.
      if (this.#mayBeDeep && error instanceof RangeError) {
        this.#mayBeDeep = false;
        this.#tooDeep();
        return;
      }
      if (this.#connection.conn.readyState === 'open') this.#breaches.notTaken(this.#connection.conn, error);
      throw error;
    }
  }

  destroy(): void {
    this.#decoder.destroy();
  }

  #onDecoded(packet: DecodedPacket): void {
    const { type, data } = packet;
    const [bytes, isBinary] = [this.#bytes, this.#isBinary];
    [this.#bytes, this.#isBinary] = [0, false];
    if (!this.#isHeld(packet.nsp)) {
      this.#mayBeDeep = false;
      this.#listener(packet);
      return;
    }
    const isEvent = type === EVENT || type === BINARY_EVENT;
    if (isEvent || type === ACK || type === BINARY_ACK) {
      // An acknowledgement may have no data; the name of an event that has none would be what socket.io adds to them.
      if ((isEvent || data !== undefined) && !this.#isWithinLimits(data, isEvent)) return;
    } else if (this.#mayBeDeep && isDeeper(data, this.#limits.maxDepth)) {
      this.#tooDeep();
      return;
    }
    this.#mayBeDeep = false;
    if (isBinary && inheritsFromPacket(data)) throw new TypeError('The data of a packet inherit from each other');
    if (isEvent && channels.event.hasSubscribers) notePacketBytes(data as unknown[], bytes); // it has been looked at
    if (type === DISCONNECT) this.#connects.leave(this.#connection, packet);
    if (type === CONNECT) {
      this.#connects.take(this.#connection, packet, (each) => this.#listener(each)); // it may be gone by then
      return;
    }
    this.#listener(packet);
    const { conn } = this.#connection;
    if (conn.readyState !== 'open') this.#breaches.notTaken(conn, `it is not in ${quoted(packet.nsp)}`);
  }

  /** @throws TypeError where it is none of an event, as a parser throws for a packet that is none */
  #isWithinLimits(data: unknown, isEvent: boolean): boolean {
    if (!Array.isArray(data)) throw new TypeError('The data of a packet are no array');
    const { maxArguments, maxDepth } = this.#limits;
    const count = isEvent ? data.length - 1 : data.length;
    if (count > maxArguments) {
      this.#close('maxArguments', isEvent ? `it sent ${count} arguments` : `it acknowledged with ${count} values`);
      return false;
    }
    if (isEvent && !this.#isNameWithinLimits(data[0])) return false;
    if (this.#mayBeDeep && isDeeper(data, maxDepth + 1)) {
      this.#tooDeep();
      return false;
    }
    return true;
  }

  #isNameWithinLimits(name: unknown): boolean {
    if (typeof name === 'number') return true;
    if (typeof name !== 'string' || RESERVED.has(name)) throw new TypeError('The name of an event is none');
    if (name.length <= this.#limits.maxEventNameLength) return true;
    this.#close('maxEventNameLength', `it sent an event whose name has ${name.length} characters`);
    return false;
  }

  #tooDeep(): void {
    this.#close('maxDepth', 'it sent a payload that is nested too deeply');
  }

  #close(limit: keyof Limits, found: string): void {
    this.#breaches.close(this.#connection.conn, limit, found);
  }
}

function always(): boolean {
  return true;
}

function ignore(): void {
  // socket.io has stopped listening, as the connection is closed.
}
