import { channels } from '../../channels';
import type { Limits } from '../../contract/limits';
import { isOverflow } from '../../validation/overflow';
import { RESERVED_EVENTS } from '../../registry/gateways/reserved-events';
import type { Connection } from '../connections';
import { failConnection } from '../internals/engine-io';
import { holdsPlaceholder, mayHoldPlaceholder } from '../internals/placeholders';
import type { DecodedPacket, Decoder } from '../internals/socket-io';
import { chunkBytes, notePacketBytes } from '../packet-bytes';
import type { Breaches } from './breaches';
import type { ConnectOrder } from './connect-order';
import { isTooDeep } from './packet-data';
import { mayBeDeeper } from './packet-depth';

/** Packet types of socket.io's protocol; a binary one is decoded to the other as a rule. */
const CONNECT = 0;
const DISCONNECT = 1;
const [EVENT, BINARY_EVENT] = [2, 5];
const [ACK, BINARY_ACK] = [3, 6];

/** socket.io emits them on the server's side itself: its own parser refuses them, others may not. */
const RESERVED: ReadonlySet<string> = new Set(RESERVED_EVENTS);

/** What the decoders of a server's connections have in common. */
export interface DecoderRules {
  readonly limits: Readonly<Limits>;
  readonly connects: ConnectOrder;
  readonly breaches: Breaches;
  /** The parser is socket.io's own: it makes what JSON makes, of one packet a text, while the text is added. */
  readonly isOwnParser: boolean;
  /** Whether what comes for a namespace is held to the limits; everything is, where it is left out. */
  readonly isHeld?: (namespace: string, connection: Connection) => boolean;
}

/**
 * The decoder of one connection, around that of the path's parser. What is beyond a limit reaches neither a guard nor an
 * adapter: socket.io applies the arguments of a packet to functions, and 40,000 of them end the process.
 */
export class LimitedDecoder implements Decoder {
  readonly #decoder: Decoder;
  readonly #connection: Connection;
  readonly #rules: DecoderRules;
  #listener: (packet: DecodedPacket) => void = ignore;
  /** Of what was added since the last packet. */
  #bytes = 0;
  /** Of the packet that is being decoded; always, of a parser of the application: nothing is known of its chunks. */
  #hasToBeWalked: boolean;
  #isAdding = false;
  /** What came last is a text that may; where it is bytes, they are in their places. */
  #mayHoldPlaceholder = false;
  readonly #bound = this.#onDecoded.bind(this); // it takes half the memory of an arrow function

  constructor(decoder: Decoder, connection: Connection, rules: DecoderRules) {
    this.#decoder = decoder;
    this.#connection = connection;
    this.#rules = rules;
    this.#hasToBeWalked = !rules.isOwnParser;
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
    // Attachments may be put where no schema sees them, and a text may come before its attachments.
    this.#hasToBeWalked ||= typeof chunk !== 'string' || mayBeDeeper(chunk, this.#rules.limits.maxDepth);
    this.#mayHoldPlaceholder = typeof chunk === 'string' && mayHoldPlaceholder(chunk);
    this.#bytes += chunkBytes(chunk);
    this.#isAdding = true;
    try {
      const added = this.#decoder.add(chunk);
      if (added instanceof Promise) added.catch((error: unknown) => this.#failed(error));
    } catch (error) {
      if (!this.#isOverflowOf(error)) {
        if (this.#connection.conn.readyState === 'open') this.#rules.breaches.notTaken(this.#connection.conn, error);
        throw error;
      }
      this.#tooDeep();
    } finally {
      this.#isAdding = false;
    }
  }

  destroy(): void {
    this.#decoder.destroy();
  }

  #onDecoded(packet: DecodedPacket): void {
    if (this.#isAdding) this.#take(packet);
    else this.#takeLater(packet);
  }

  /** A parser may decode when `add()` has returned, as where it inflates: what is thrown then nobody catches. */
  #takeLater(packet: DecodedPacket): void {
    try {
      this.#take(packet);
    } catch (error) {
      this.#failed(error);
    }
  }

  /** Does what socket.io does with what `add()` throws. */
  #failed(error: unknown): void {
    const { conn } = this.#connection;
    if (conn.readyState !== 'open') return;
    if (this.#isOverflowOf(error)) {
      this.#tooDeep();
      return;
    }
    this.#rules.breaches.notTaken(conn, error);
    failConnection(conn, error);
  }

  /** The parser itself has overflowed, as socket.io's may where it puts attachments in their places. */
  #isOverflowOf(error: unknown): boolean {
    return this.#hasToBeWalked && isOverflow(error);
  }

  /** @throws what a parser throws for a packet that is none, and what socket.io throws */
  #take(packet: DecodedPacket): void {
    const { isOwnParser, isHeld, connects, breaches } = this.#rules;
    const { conn } = this.#connection;
    if (!isOwnParser) {
      if (conn.readyState !== 'open') return; // by another packet of the same chunk; engine.io drops what comes later, too
      if (typeof packet.nsp !== 'string') throw new TypeError('The namespace of a packet is none');
    }
    const { type, data } = packet;
    const bytes = this.#bytes;
    this.#bytes = 0;
    if (isHeld && !isHeld(packet.nsp, this.#connection)) {
      this.#hasToBeWalked = !isOwnParser;
      this.#listener(packet);
      return;
    }
    const isEvent = type === EVENT || type === BINARY_EVENT;
    if (!this.#isWithinLimits(packet, isEvent, bytes)) return;
    if (this.#mayHoldPlaceholder && holdsPlaceholder(data))
      throw new TypeError('The data of a packet hold what stands for bytes (_placeholder)');
    this.#hasToBeWalked = !isOwnParser;
    if (isEvent && channels.event.hasSubscribers) notePacketBytes(data as unknown[], bytes); // it has been looked at
    if (type === DISCONNECT) connects.leave(this.#connection, packet);
    if (type === CONNECT) {
      connects.take(this.#connection, packet, (each) => this.#listener(each)); // it may be gone by then
      return;
    }
    this.#listener(packet);
    if (conn.readyState !== 'open') breaches.outside(conn, packet.nsp);
  }

  /** @throws TypeError where it is none, as a parser throws for a packet that is none */
  #isWithinLimits({ type, data, id }: DecodedPacket, isEvent: boolean, bytes: number): boolean {
    const { maxDepth } = this.#rules.limits;
    // An acknowledgement may have no data; the name of an event that has none would be what socket.io adds to them.
    const isList = isEvent || ((type === ACK || type === BINARY_ACK) && data !== undefined);
    if (isList && !this.#isListWithinLimits(data, isEvent)) return false;
    if (!this.#hasToBeWalked) return true;
    if (!isTooDeep(data, isList ? maxDepth + 1 : maxDepth, bytes) && !isTooDeep(id, maxDepth, 0)) return true;
    this.#tooDeep();
    return false;
  }

  #isListWithinLimits(data: unknown, isEvent: boolean): boolean {
    if (!Array.isArray(data)) throw new TypeError('The data of a packet are no array');
    const { maxArguments } = this.#rules.limits;
    const count = isEvent ? data.length - 1 : data.length;
    if (count > maxArguments) {
      this.#close('maxArguments', isEvent ? `it sent ${count} arguments` : `it acknowledged with ${count} values`);
      return false;
    }
    return !isEvent || this.#isNameWithinLimits(data[0]);
  }

  #isNameWithinLimits(name: unknown): boolean {
    if (typeof name === 'number') return true;
    if (typeof name !== 'string' || RESERVED.has(name)) throw new TypeError('The name of an event is none');
    if (name.length <= this.#rules.limits.maxEventNameLength) return true;
    this.#close('maxEventNameLength', `it sent an event whose name has ${name.length} characters`);
    return false;
  }

  #tooDeep(): void {
    this.#close('maxDepth', 'it sent a payload that is nested too deeply');
  }

  #close(limit: keyof Limits, found: string): void {
    this.#rules.breaches.close(this.#connection.conn, limit, found);
  }
}

function ignore(): void {
  // socket.io has stopped listening, as the connection is closed.
}
