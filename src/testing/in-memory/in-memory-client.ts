import { setImmediate as eventLoopTurn } from 'node:timers/promises';
import type { Namespace, Server } from 'socket.io';
import { GatewayError } from '../../client/gateway-error';
import { type Handshake, runHandshake } from '../../engine/handshake/handshake-simulation';
import { namespacesOf, parserOf } from '../../engine/internals/socket-io';
import type { ErrorPayload } from '../../errors';
import { InMemoryConnection } from './in-memory-connection';
import { InMemoryWire, type Packet, PacketType } from './in-memory-wire';

/** An event that was emitted. */
export interface Emission {
  readonly event: string;
  readonly args: readonly unknown[];
  /** This client, everyone in the namespace, or those in some rooms. */
  readonly to: 'client' | 'namespace' | readonly string[];
}

/** The outcome of an event. */
export interface Dispatched<Answer = unknown> {
  /** The answer of the acknowledgement: `undefined` for nothing, for no answer, and for an error. */
  readonly ack: Answer | undefined;
  /** The refusal, if there was one: of the event, or of the client at connect. */
  readonly error: ErrorPayload | undefined;
  /** In order, since the event came; the `error` event is in `error`. */
  readonly emitted: readonly Emission[];
}

/** A client of a socket.io server, with neither a port nor a transport between them. */
export class InMemoryClient {
  readonly #connection: InMemoryConnection;
  readonly #wire: InMemoryWire;
  readonly #server: Server;
  readonly #recovers: boolean;
  readonly #idle: () => Promise<void>;
  readonly #received: Packet[] = [];
  readonly #emitted: Emission[] = [];
  #namespace = '/';
  #sid = '';
  /** A broadcast is under way: what reaches this client is a copy. */
  #isBroadcasting = false;

  /**
   * @param recovers whether its session could be recovered: packets carry an offset then, or a `null`
   * @param idle resolves when the server has handled what it has got
   */
  constructor(server: Server, handshake: Handshake, recovers: boolean, idle: () => Promise<void>) {
    this.#server = server;
    this.#recovers = recovers;
    this.#idle = idle;
    this.#wire = new InMemoryWire(parserOf(server), (packet) => this.#receive(packet));
    this.#connection = new InMemoryConnection(handshake, this.#wire);
  }

  /** Gives why the client was refused, if it was. */
  async connect(namespace: string, auth: object): Promise<ErrorPayload | undefined> {
    this.#namespace = namespace;
    const refusal = await runHandshake(this.#server.engine, this.#connection.request);
    if (refusal !== undefined) return atConnect(refusal);
    this.#server.engine.emit('connection', this.#connection);
    this.#connection.send({ type: PacketType.CONNECT, nsp: namespace, data: auth });
    while (!this.#has(PacketType.CONNECT, PacketType.CONNECT_ERROR)) {
      if (this.#connection.readyState !== 'open') return atConnect('Disconnected');
      await eventLoopTurn(); // guards take their time
    }
    const [{ type, data }] = this.#received as [Packet]; // there is one
    if (type === PacketType.CONNECT_ERROR) return refusalIn(data);
    this.#sid = (data as { sid: string }).sid;
    await this.#handled();
    if (this.#has(PacketType.DISCONNECT)) return this.#refusalOf('connect') ?? atConnect('Disconnected');
    const joined = namespacesOf(this.#server).get(namespace);
    if (joined) this.#recordBroadcasts(joined);
    return undefined;
  }

  /** @param data the event's name and its arguments */
  async send(data: readonly [string, ...unknown[]], acknowledge: boolean): Promise<Omit<Dispatched, 'ack'> & Answer> {
    this.#received.length = 0;
    this.#emitted.length = 0;
    const packet = { type: PacketType.EVENT, nsp: this.#namespace, data: [...data] };
    this.#connection.send(acknowledge ? { ...packet, id: 0 } : packet);
    await this.#handled();
    const answer = this.#received.find(({ type }) => type === PacketType.ACK)?.data as unknown[] | undefined;
    const error = this.#refusalOf(data[0]);
    const emitted = this.#emitted.filter(({ args }) => error === undefined || args[0] !== error);
    return { answer: answer ?? [], error, emitted };
  }

  close(): void {
    this.#connection.close();
  }

  #has(...types: readonly number[]): boolean {
    return this.#received.some(({ type }) => types.includes(type));
  }

  /** The last `error` event that answers an event, and not one that a handler emits by itself. */
  #refusalOf(event: string): ErrorPayload | undefined {
    const refusals = this.#emitted.filter(
      (emission) => emission.event === 'error' && emission.to === 'client' && isRefusalOf(event, emission.args[0]),
    );
    return refusals.at(-1)?.args[0] as ErrorPayload | undefined;
  }

  #receive(packet: Packet): void {
    this.#received.push(packet);
    if (packet.type !== PacketType.EVENT || this.#isBroadcasting) return;
    const data = packet.data as unknown[]; // as every packet of an event has it
    this.#record({ ...packet, data: this.#recovers ? data.slice(0, -1) : data }, 'client');
  }

  #recordBroadcasts({ adapter }: Namespace): void {
    const broadcast = adapter.broadcast.bind(adapter);
    adapter.broadcast = (packet: Packet, options) => {
      const rooms = [...options.rooms];
      const isOwn = rooms.length === 1 && rooms[0] === this.#sid;
      const copy = this.#wire.copy(packet);
      this.#isBroadcasting = true;
      try {
        broadcast(packet, options);
      } finally {
        this.#isBroadcasting = false;
      }
      this.#record(copy, isOwn ? 'client' : rooms.length > 0 ? rooms : 'namespace');
    };
  }

  #record({ data }: Packet, to: Emission['to']): void {
    const [event, ...args] = data as [string, ...unknown[]]; // as every packet of an event has it
    this.#emitted.push({ event, args, to });
  }

  /** Resolves when everything that was sent has arrived and is handled. */
  async #handled(): Promise<void> {
    await eventLoopTurn();
    await this.#idle();
    await eventLoopTurn();
  }
}

/** The arguments of an acknowledgement. */
interface Answer {
  readonly answer: readonly unknown[];
}

function isRefusalOf(event: string, value: unknown): boolean {
  return GatewayError.from(value)?.event === event;
}

/** The error in a `connect_error`; where it is not a gateway's, what socket.io itself says, such as an unknown namespace. */
function refusalIn(packet: unknown): ErrorPayload {
  const { message, data } = packet as { message: string; data?: unknown };
  const known = GatewayError.from(data);
  return known ? { code: known.code, reason: known.reason, event: known.event } : atConnect(message);
}

/** A refusal that is no gateway's. */
function atConnect(reason: string): ErrorPayload {
  return { code: 0, reason, event: 'connect' };
}
