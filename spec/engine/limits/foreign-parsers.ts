import { EventEmitter } from 'node:events';
import { deserialize, serialize } from 'node:v8';
import type { Socket } from 'socket.io';
import * as msgpack from 'socket.io-msgpack-parser';
import { GatewayBase, SubscribeMessage, WebSocketGateway, WsArgs } from '../../../src';
import { TestApplication } from '../../support/application';
import { RawSession } from '../../support/raw-session';
import { RecordingLogger } from '../../support/recording-logger';
import type { Transport } from '../../support/transports';
import { PATH } from './support';

export const [CONNECT, EVENT, ACK] = [0, 2, 3];

type Chunk = string | Buffer;

/** How packets are written into one chunk, and read from it. */
export interface Codec {
  encode(packets: readonly object[]): Chunk;
  decode(chunk: Chunk): unknown[];
}

/** A text without any bracket, as one that is encrypted or compressed. */
export const base64: Codec = {
  encode: (packets) => Buffer.from(JSON.stringify(packets)).toString('base64'),
  decode: (chunk) => JSON.parse(Buffer.from(String(chunk), 'base64').toString()) as unknown[],
};

/** Packets of msgpack: what is assigned to `__proto__` becomes a prototype. */
export const packed: Codec = {
  encode: (packets) => serialize(packets.map((each) => new msgpack.Encoder().encode(each)).flat()),
  decode: (chunk) => (deserialize(chunk as Buffer) as Uint8Array[]).map((each) => unpacked(Buffer.from(each))),
};

/** Structured clones: lists with holes, maps, what is there twice, and what holds itself. */
export const cloned: Codec = {
  encode: (packets) => serialize(packets),
  decode: (chunk) => deserialize(chunk as Buffer) as unknown[],
};

function unpacked(bytes: Buffer): unknown {
  let packet: unknown;
  const decoder = new msgpack.Decoder();
  decoder.on('decoded', (each: unknown) => (packet = each));
  decoder.add(bytes);
  return packet;
}

/** How a decoder tells of the packets of a chunk. */
type Deliver = (decode: () => unknown[], emit: (packet: unknown) => void) => unknown;

export const atOnce: Deliver = (decode, emit) => decode().forEach(emit);

/** Each in a turn of its own, as where something is inflated. */
export const later: Deliver = (decode, emit) => {
  for (const packet of decode()) setImmediate(emit, packet);
};

/** As where something is decrypted by `crypto.subtle`. */
export const byPromise: Deliver = async (decode, emit) => {
  await Promise.resolve();
  decode().forEach(emit);
};

export function parserWith(codec: Codec, deliver: Deliver) {
  class Encoder {
    encode(packet: object): Chunk[] {
      return [codec.encode([packet])];
    }
  }
  class Decoder extends EventEmitter {
    add(chunk: Chunk): unknown {
      return deliver(
        () => codec.decode(chunk),
        (packet) => this.emit('decoded', packet),
      );
    }
    destroy(): void {
      // It keeps nothing.
    }
  }
  return { Encoder, Decoder };
}

/** An event as a packet. @param values its name and its arguments */
export function event(...values: readonly unknown[]): object {
  return { type: EVENT, nsp: '/', data: values };
}

/** What reached the handler, each time. */
export const handled: unknown[][] = [];

@WebSocketGateway({ path: PATH })
class ForeignGateway extends GatewayBase {
  @SubscribeMessage()
  echo(@WsArgs() args: unknown[]): number {
    return handled.push(args);
  }
}

export interface Foreign {
  readonly application: TestApplication;
  readonly logger: RecordingLogger;
  readonly session: RawSession;
  readonly socket: Socket;
  /** Resolves when the server has closed the connection. */
  readonly closed: Promise<unknown>;
  /** What the socket was told by its event `error`. */
  readonly errors: unknown[];
}

/** Runs a body with one client of a server whose parser is not socket.io's own. */
export function runForeign(
  transport: Transport,
  codec: Codec,
  deliver: Deliver,
  body: (foreign: Foreign) => Promise<void>,
): Promise<void> {
  return runParser(transport, parserWith(codec, deliver), codec.encode([{ type: CONNECT, nsp: '/' }]), body);
}

/** @param connect the chunk with which a client connects to the namespace */
export async function runParser(
  transport: Transport,
  parser: object,
  connect: Chunk,
  body: (foreign: Foreign) => Promise<void>,
): Promise<void> {
  handled.length = 0;
  const logger = new RecordingLogger();
  await using application = await new TestApplication().listen();
  const options = { gateways: [ForeignGateway], logger, server: { parser } };
  const connected = new Promise<Socket>((resolve) =>
    application.attach(options).of(ForeignGateway).once('connection', resolve),
  );
  using session = await RawSession.open(application.url, PATH, transport);
  await session.send(connect);
  const socket = await connected;
  const errors: unknown[] = [];
  socket.on('error', (error) => errors.push(error));
  const closed = new Promise((resolve) => socket.conn.once('close', resolve));
  await body({ application, logger, session, socket, closed, errors });
}
