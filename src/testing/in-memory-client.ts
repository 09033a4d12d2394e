import { setImmediate as eventLoopTurn } from 'node:timers/promises';
import type { Namespace } from 'socket.io';
import { GatewayError } from '../client/gateway-error';
import type { WireError } from '../errors';
import type { GatewayHost } from '../host';
import { type Handshake, InMemoryConnection, type Packet, PacketType } from './in-memory-connection';

/** An event that was emitted. */
export interface Emission {
  readonly event: string;
  readonly args: readonly unknown[];
  /** This client, everyone in the namespace, or those in some rooms. */
  readonly to: 'client' | 'namespace' | readonly string[];
}

/** What came of an event. */
export interface Dispatched {
  /** What the acknowledgement was answered with: `undefined` for nothing, for no answer, and for an error. */
  readonly ack: unknown;
  /** The refusal, if there was one: of the event, or of the client at connect. */
  readonly error: WireError | undefined;
  /** In order, since the event came; the `error` event is in `error`. */
  readonly emitted: readonly Emission[];
}

/** A client of a host, without anything between them. */
export class InMemoryClient {
  readonly #connection: InMemoryConnection;
  readonly #received: Packet[] = [];
  readonly #emitted: Emission[] = [];
  #namespace = '/';
  #sid = '';
  /** A broadcast is under way: what reaches this client is a copy. */
  #isBroadcasting = false;

  constructor(
    private readonly host: GatewayHost,
    handshake: Handshake,
  ) {
    this.#connection = new InMemoryConnection(handshake, (packet) => this.#receive(packet));
    for (const server of host.servers.values()) server.engine.emit('connection', this.#connection);
  }

  /** Gives why the client was refused, if it was. */
  async connect(namespace: string, auth: object): Promise<WireError | undefined> {
    this.#namespace = namespace;
    this.#connection.send({ type: PacketType.CONNECT, nsp: namespace, data: auth });
    while (this.#received.length === 0) await eventLoopTurn(); // guards take their time
    const { type, data } = this.#received[0] as Packet; // there is one
    if (type === PacketType.CONNECT_ERROR) return refusalIn(data);
    this.#sid = (data as { sid: string }).sid;
    await this.#handled();
    for (const server of this.host.servers.values()) {
      const joined = server._nsps.get(namespace);
      if (joined) this.#recordBroadcasts(joined);
    }
    return undefined;
  }

  /** @param data the event's name and its arguments */
  async send(data: readonly unknown[], acknowledge: boolean): Promise<Dispatched> {
    this.#received.length = 0;
    this.#emitted.length = 0;
    this.#connection.send({
      type: PacketType.EVENT,
      nsp: this.#namespace,
      data: [...data],
      ...(acknowledge && { id: 0 }),
    });
    await this.#handled();
    const answer = this.#received.find(({ type }) => type === PacketType.ACK)?.data as readonly unknown[] | undefined;
    const error = this.#emitted.find(({ event, to }) => event === 'error' && to === 'client')?.args[0];
    return {
      ack: error === undefined ? answer?.[0] : undefined,
      error: error as WireError | undefined, // what the `error` event carries
      emitted: this.#emitted.filter((emission) => emission.args[0] !== error || emission.event !== 'error'),
    };
  }

  #receive(packet: Packet): void {
    this.#received.push(packet);
    if (packet.type === PacketType.EVENT && !this.#isBroadcasting) this.#record(packet, 'client');
  }

  #recordBroadcasts({ adapter }: Namespace): void {
    const broadcast = adapter.broadcast.bind(adapter);
    adapter.broadcast = (packet: Packet, options) => {
      const rooms = [...options.rooms];
      const isOwn = rooms.length === 1 && rooms[0] === this.#sid;
      this.#record(packet, isOwn ? 'client' : rooms.length > 0 ? rooms : 'namespace');
      this.#isBroadcasting = true;
      broadcast(packet, options);
      this.#isBroadcasting = false;
    };
  }

  #record({ data }: Packet, to: Emission['to']): void {
    const [event, ...args] = data as [string, ...unknown[]]; // as every packet of an event has it
    this.#emitted.push({ event, args, to });
  }

  /** What was sent has arrived, in the next ticks, and is handled. */
  async #handled(): Promise<void> {
    await eventLoopTurn();
    await this.host.idle();
    await eventLoopTurn();
  }
}

/** The error in a `connect_error`; where it is not a gateway's, what socket.io itself says, such as an unknown namespace. */
function refusalIn(packet: unknown): WireError {
  const { message, data } = packet as { message: string; data?: unknown };
  const known = GatewayError.from(data);
  return known
    ? { code: known.code, reason: known.reason, event: known.event }
    : { code: 0, reason: message, event: 'connect' };
}
