import { AsyncLocalStorage } from 'node:async_hooks';
import type { Server, Socket } from 'socket.io';
import { openConnections } from '../connections';
import { type Adapter, type BroadcastOptions, EVENT, type OutgoingPacket } from '../internals/adapters';
import type { EngineSocket } from '../internals/engine-io';
import { namespacesOf, parserOf } from '../internals/socket-io';
import type { InMemoryConnection } from './in-memory-connection';
import { InMemoryWire } from './in-memory-wire';

/** Something that would have been sent, or done to a client. */
export interface Effect {
  /** To another namespace than that of the client, its name. */
  readonly namespace: string;
  readonly what: 'emit' | 'join' | 'leave' | 'disconnect' | 'server event';
  /** Rooms, of which one may be a client's own; none for everyone in the namespace. */
  readonly rooms: readonly string[];
  readonly except: readonly string[];
  /** Of an event, with its name; the rooms that are joined or left. */
  readonly args: readonly unknown[];
}

const current = new AsyncLocalStorage<Silence>();
/** What is scheduled in a silence and comes later is none of it: a connection that was opened then may live for ever. */
const ECHO_MS = 60_000;
/** In socket.io's protocol. */
const BINARY_EVENT = 5;
/** A room that nobody is in. */
const NOBODY: ReadonlySet<string> = new Set(['\0nobody']);

/** A part of the program, with all that it begins, which reaches no client but its own, and no other server. */
export class Silence {
  readonly #own: InMemoryConnection;
  readonly #heard: (effect: Effect) => void;
  #endsAt = Infinity;

  /** @param heard is told of what would have happened; it may throw nothing */
  constructor(own: InMemoryConnection, heard: (effect: Effect) => void) {
    this.#own = own;
    this.#heard = heard;
  }

  /** Runs `work` so; the clients and namespaces of these servers are those that hear nothing of it. */
  async run<Result>(servers: Iterable<Server>, work: () => Promise<Result>): Promise<Result> {
    for (const server of servers) guard(server);
    try {
      return await current.run(this, work);
    } finally {
      this.#endsAt = performance.now() + ECHO_MS;
    }
  }

  /** The silence that the caller runs in. */
  static get current(): Silence | undefined {
    const silence = current.getStore();
    return silence && performance.now() < silence.#endsAt ? silence : undefined;
  }

  isOwn(conn: unknown): boolean {
    return conn === this.#own;
  }

  heard(effect: Effect): void {
    this.#heard(effect);
  }
}

const guarded = new WeakSet<object>();

/** Whether it was not guarded yet. */
function isNew(part: object): boolean {
  if (guarded.has(part)) return false;
  guarded.add(part);
  return true;
}

function guard(server: Server): void {
  if (isNew(server)) {
    server.engine.on('connection', (conn: EngineSocket) => guardConnection(conn, server));
    server.on('new_namespace', ({ adapter, name }) => guardAdapter(adapter, name));
  }
  for (const conn of openConnections(server)) guardConnection(conn, server);
  for (const { adapter, name, sockets } of namespacesOf(server).values()) {
    guardAdapter(adapter, name);
    for (const socket of sockets.values()) guardSocket(socket);
  }
}

/** The way of every packet to one client, whoever sends it. */
function guardConnection(conn: EngineSocket, server: Server): void {
  if (!isNew(conn)) return;
  const write = conn.write.bind(conn);
  const wires = new WeakMap<Silence, InMemoryWire>(); // a packet with binary comes in several chunks
  conn.write = (chunk, ...rest) => {
    const silence = Silence.current;
    if (!silence || silence.isOwn(conn)) return write(chunk, ...rest);
    const wire = wires.get(silence) ?? wireTo(conn, server, silence);
    wires.set(silence, wire);
    wire.receive(chunk);
    return conn;
  };
}

/** The end of a client that would have got something. */
function wireTo(conn: EngineSocket, server: Server, silence: Silence): InMemoryWire {
  return new InMemoryWire(parserOf(server), ({ type, nsp, data }) => {
    if ((type !== EVENT && type !== BINARY_EVENT) || !Array.isArray(data)) return;
    const sockets = [...(namespacesOf(server).get(nsp)?.sockets.values() ?? [])];
    const rooms = sockets.filter((each) => each.conn === conn).map(({ id }) => id);
    silence.heard({ namespace: nsp, what: 'emit', rooms, except: [], args: data });
  });
}

/** What one client of the application may do to another. */
function guardSocket(socket: Socket): void {
  if (!isNew(socket)) return;
  for (const what of ['join', 'leave', 'disconnect'] as const) {
    const method = socket[what].bind(socket) as (...args: unknown[]) => unknown;
    const instead = (...args: unknown[]): unknown => {
      const silence = Silence.current;
      if (!silence || silence.isOwn(socket.conn)) return method(...args);
      const rooms = what === 'disconnect' ? [] : args.flat();
      silence.heard({ namespace: socket.nsp.name, what, rooms: [socket.id], except: [], args: rooms });
      return what === 'disconnect' ? socket : undefined;
    };
    Object.assign(socket, { [what]: instead });
  }
}

/** The way of everything that is for several clients, or for other servers. */
function guardAdapter(adapter: Adapter, namespace: string): void {
  if (!isNew(adapter)) return;
  const original = {
    broadcast: adapter.broadcast.bind(adapter),
    broadcastWithAck: adapter.broadcastWithAck.bind(adapter),
    fetchSockets: adapter.fetchSockets.bind(adapter),
  };
  const heard = (what: Effect['what'], options: BroadcastOptions | undefined, args: readonly unknown[]): void => {
    const texts = (rooms: Iterable<unknown> = []): string[] => [...rooms].map(String);
    Silence.current?.heard({ namespace, what, rooms: texts(options?.rooms), except: texts(options?.except), args });
  };
  adapter.broadcast = (packet: OutgoingPacket, options: BroadcastOptions) => {
    if (Silence.current) heard('emit', options, packet.data);
    original.broadcast(packet, Silence.current ? forNobody(options) : options);
  };
  adapter.broadcastWithAck = (packet: OutgoingPacket, options: BroadcastOptions, ...rest) => {
    if (Silence.current) heard('emit', options, packet.data);
    original.broadcastWithAck(packet, Silence.current ? forNobody(options) : options, ...rest);
  };
  adapter.fetchSockets = (options) => original.fetchSockets(Silence.current ? onThisServer(options) : options);
  silenced(adapter, 'addSockets', (options: BroadcastOptions, rooms: unknown[]) => heard('join', options, rooms));
  silenced(adapter, 'delSockets', (options: BroadcastOptions, rooms: unknown[]) => heard('leave', options, rooms));
  silenced(adapter, 'disconnectSockets', (options: BroadcastOptions) => heard('disconnect', options, []));
  silenced(adapter, 'serverSideEmit', (packet: unknown[]) => {
    const answer = typeof packet.at(-1) === 'function' ? (packet.at(-1) as (...args: unknown[]) => void) : undefined;
    heard('server event', undefined, answer ? packet.slice(0, -1) : packet);
    answer?.(null, []);
  });
  silenced(adapter, 'persistSession', () => undefined);
}

/** Calls `instead` in a silence, and the method itself outside of it. */
function silenced(
  adapter: Adapter,
  name: 'addSockets' | 'delSockets' | 'disconnectSockets' | 'serverSideEmit' | 'persistSession',
  instead: (...args: never[]) => void,
): void {
  const original = adapter[name].bind(adapter) as (...args: unknown[]) => unknown;
  const call = instead as (...args: unknown[]) => unknown;
  Object.assign(adapter, { [name]: (...args: unknown[]) => (Silence.current ? call(...args) : original(...args)) });
}

/** What looks at an emit before it is sent still does; no client gets it, no server, and nobody who comes back later. */
function forNobody(options: BroadcastOptions): BroadcastOptions {
  return { ...onThisServer(options), rooms: new Set(NOBODY), flags: { ...options.flags, local: true, volatile: true } };
}

function onThisServer(options: BroadcastOptions): BroadcastOptions {
  return { ...options, flags: { ...options.flags, local: true } };
}
