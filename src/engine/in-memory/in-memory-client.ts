import { setImmediate as eventLoopTurn } from 'node:timers/promises';
import type { Server } from 'socket.io';
import { GatewayError } from '../../client/gateway-error';
import type { ErrorPayload } from '../../errors';
import { type Handshake, runHandshake } from '../handshake/handshake-simulation';
import type { EngineSocket } from '../internals/engine-io';
import { namespacesOf, parserOf } from '../internals/socket-io';
import { InMemoryConnection } from './in-memory-connection';
import { InMemoryWire, type Packet, PacketType } from './in-memory-wire';

/** An event that was emitted. */
export interface Emission {
  readonly event: string;
  readonly args: readonly unknown[];
  /** This client, everyone in the namespace, or those in some rooms. */
  readonly to: 'client' | 'namespace' | readonly string[];
}

/** What came of an event. */
export interface Sent {
  /** The arguments of the acknowledgement; `undefined` where none came. */
  readonly answer: readonly unknown[] | undefined;
  /** The refusal, if there was one. */
  readonly error: ErrorPayload | undefined;
  /** In order, since the event came; the `error` event is in `error`. */
  readonly emitted: readonly Emission[];
}

export interface InMemoryOptions {
  readonly handshake: Handshake;
  /** Its session could be recovered: packets carry an offset then, or a `null`. */
  readonly recovers: boolean;
  /** Resolves when the server has handled what it has got. */
  readonly idle: (connection: EngineSocket) => Promise<void>;
  /** Takes an event that has reached it; `false` leaves it out of what was emitted. */
  readonly onEvent?: (event: Pick<Emission, 'event' | 'args'>) => boolean;
}

/** A client of a socket.io server, with neither a port nor a transport between them. */
export class InMemoryClient {
  readonly #connection: InMemoryConnection;
  readonly #wire: InMemoryWire;
  readonly #server: Server;
  readonly #recovers: boolean;
  readonly #idle: InMemoryOptions['idle'];
  readonly #onEvent: InMemoryOptions['onEvent'];
  /** Called with each packet that arrives, and when the connection closes. */
  #wake = (): void => undefined;
  readonly #received: Packet[] = [];
  readonly #emitted: Emission[] = [];
  #namespace = '/';
  #sid = '';
  /** A broadcast is under way: what reaches this client is a copy. */
  #isBroadcasting = false;

  constructor(server: Server, { handshake, recovers, idle, onEvent }: InMemoryOptions) {
    this.#server = server;
    this.#recovers = recovers;
    this.#idle = idle;
    this.#onEvent = onEvent;
    this.#wire = new InMemoryWire(parserOf(server), (packet) => this.#receive(packet));
    this.#connection = new InMemoryConnection(handshake, this.#wire);
    this.#connection.on('close', () => this.#wake());
  }

  get connection(): InMemoryConnection {
    return this.#connection;
  }

  /** Its id in the namespace that it has connected to. */
  get sid(): string {
    return this.#sid;
  }

  /** Whether the server has let it in and not disconnected it since. */
  get isConnected(): boolean {
    return this.#connection.readyState === 'open' && !this.#has(PacketType.DISCONNECT);
  }

  /** Gives why the client was refused, if it was. */
  async connect(namespace: string, auth: object): Promise<ErrorPayload | undefined> {
    this.#namespace = namespace;
    const closed = new Promise<string>((resolve) => this.#connection.once('close', () => resolve('Disconnected')));
    const refusal = await Promise.race([runHandshake(this.#server.engine, this.#connection.request), closed]);
    if (refusal !== undefined) return atConnect(refusal);
    this.#server.engine.emit('connection', this.#connection);
    this.#connection.send({ type: PacketType.CONNECT, nsp: namespace, data: auth });
    await this.#until(PacketType.CONNECT, PacketType.CONNECT_ERROR); // guards take their time
    if (!this.#has(PacketType.CONNECT, PacketType.CONNECT_ERROR)) return atConnect('Disconnected');
    const [{ type, data }] = this.#received as [Packet]; // there is one
    if (type === PacketType.CONNECT_ERROR) return refusalIn(data);
    this.#sid = (data as { sid: string }).sid;
    await this.#handled();
    if (!this.isConnected) return this.#refusalOf('connect') ?? atConnect('Disconnected');
    return undefined;
  }

  /** @param data the event's name and its arguments */
  async send(data: readonly [string, ...unknown[]], acknowledge: boolean): Promise<Sent> {
    this.#received.length = 0;
    this.#emitted.length = 0;
    const packet = { type: PacketType.EVENT, nsp: this.#namespace, data: [...data] };
    this.#connection.send(acknowledge ? { ...packet, id: 0 } : packet);
    await this.#handled();
    return this.#outcomeOf(data[0]);
  }

  /** What came of the event that was sent last, once its acknowledgement has come, or cannot come any more. */
  async answered(event: string): Promise<Sent> {
    await this.#until(PacketType.ACK);
    await this.#handled();
    return this.#outcomeOf(event);
  }

  #outcomeOf(event: string): Sent {
    const answer = this.#received.find(({ type }) => type === PacketType.ACK)?.data as unknown[] | undefined;
    const error = this.#refusalOf(event);
    const emitted = this.#emitted.filter(({ args }) => error === undefined || args[0] !== error);
    return { answer, error, emitted };
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
    this.#wake();
    if (packet.type !== PacketType.EVENT || this.#isBroadcasting) return;
    const data = packet.data as unknown[]; // as every packet of an event has it
    this.#recordPacket({ ...packet, data: this.#recovers ? data.slice(0, -1) : data }, 'client');
  }

  /** From now on what is broadcast in its namespace is among what is emitted. It stays so: the server is its own. */
  recordBroadcasts(): void {
    const namespace = namespacesOf(this.#server).get(this.#namespace);
    if (!namespace) return;
    const { adapter } = namespace;
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
      this.#recordPacket(copy, isOwn ? 'client' : rooms.length > 0 ? rooms : 'namespace');
    };
  }

  #recordPacket({ data }: Packet, to: Emission['to']): void {
    const [event, ...args] = data as [string, ...unknown[]]; // as every packet of an event has it
    if (to !== 'client' || this.#onEvent?.({ event, args }) !== false) this.#emitted.push({ event, args, to });
  }

  /** Resolves when a packet of one of these types has come, or none comes any more. */
  async #until(...types: readonly number[]): Promise<void> {
    while (!this.#has(...types) && this.isConnected) await new Promise<void>((resolve) => (this.#wake = resolve));
  }

  /** Resolves when everything that was sent has arrived and is handled. */
  async #handled(): Promise<void> {
    await eventLoopTurn();
    await this.#idle(this.#connection as unknown as EngineSocket); // to socket.io it is one
    await eventLoopTurn();
  }
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
