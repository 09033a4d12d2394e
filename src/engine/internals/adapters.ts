/**
 * The private members of socket.io's adapters that the gateways use, and of sockets where adapters send to them, as
 * the other files of this folder have those of their libraries. Seen in socket.io-adapter 2.5.2 to 2.5.8, @socket.io/redis-streams-adapter 0.3 and
 * @socket.io/postgres-adapter 0.5.
 */
import { promiseHooks } from 'node:v8';
import type { Namespace, ServerOptions, Socket } from 'socket.io';

/** A packet of socket.io that is being sent. @see https://socket.io/docs/v4/socket-io-protocol/#packet-encoding */
export interface OutgoingPacket {
  readonly type: number;
  readonly data: readonly unknown[];
  /** An acknowledgement is asked for. */
  readonly id?: number;
}

/** The type of an event in socket.io's protocol. */
export const EVENT = 2;

/** Sends an event to one client without its adapter, as socket.io does with what a recovered client has missed. */
export function sendPacket(socket: Socket, data: readonly unknown[]): void {
  (socket as unknown as { packet(packet: OutgoingPacket): void }).packet({ type: EVENT, data });
}

/** Tells the listeners of `onAnyOutgoing`, as socket.io does before it sends. */
export function notifyOutgoing(socket: Socket, data: readonly unknown[]): void {
  const internals = socket as unknown as { notifyOutgoingListeners(packet: { data: readonly unknown[] }): void };
  internals.notifyOutgoingListeners({ data });
}

export type Adapter = Namespace['adapter'];
export type AdapterFactory = NonNullable<Partial<ServerOptions>['adapter']>;
export type BroadcastOptions = Parameters<Adapter['broadcast']>[1];
export type StoredSession = Parameters<Adapter['persistSession']>[0];
export type RestoredSession = Awaited<ReturnType<Adapter['restoreSession']>>;

interface AdapterInternals {
  encoder: { encode(packet: OutgoingPacket): unknown[] };
  apply(options: BroadcastOptions, each: (socket: Socket) => unknown): void;
}

/** Tells of every packet that an adapter encodes, and in how many bytes; texts count their characters. */
export function onEncoded(adapter: Adapter, listener: (packet: OutgoingPacket, bytes: number) => void): void {
  const internals = adapter as unknown as AdapterInternals;
  const { encoder } = internals;
  internals.encoder = {
    encode(packet) {
      const chunks = encoder.encode(packet);
      let bytes = 0;
      for (const chunk of chunks) bytes += typeof chunk === 'string' ? chunk.length : (chunk as ArrayBuffer).byteLength;
      listener(packet, bytes);
      return chunks;
    },
  };
}

/**
 * Tells of every packet that an adapter sends to clients of this server, also of those that other servers publish. Where
 * `listener` gives a function, clients for which it says no do not get the packet.
 */
export function onDelivery(
  adapter: Adapter,
  listener: (packet: OutgoingPacket, options: BroadcastOptions) => ((socket: Socket) => boolean) | undefined,
): void {
  const internals = adapter as unknown as AdapterInternals;
  const apply = internals.apply.bind(adapter);
  let encoded: OutgoingPacket | undefined;
  onEncoded(adapter, (packet) => (encoded = packet));
  internals.apply = (options, each) => {
    const packet = encoded; // it is encoded right before; other work on sockets encodes nothing
    encoded = undefined;
    const gets = packet && listener(packet, options);
    apply(options, gets ? (socket) => gets(socket) && each(socket) : each);
  };
}

/** `false` where an adapter does nothing to keep a session: the common base of all of them does nothing. */
export function keepsSessions(adapter: Adapter): boolean {
  return adapter.persistSession !== ofBase(adapter, 'persistSession');
}

/** `false` where an adapter reaches no other server: the common base of all of them refuses to. */
export function isOfCluster(adapter: Adapter): boolean {
  const prototype = Object.getPrototypeOf(adapter) as object; // the adapter's own may be a wrapped one
  return Reflect.get(prototype, 'serverSideEmit') !== ofBase(adapter, 'serverSideEmit');
}

/** A method as the base of all adapters has it. */
function ofBase(adapter: Adapter, method: keyof Adapter): unknown {
  let base: unknown;
  for (let owner = adapter as object | null; owner; owner = Object.getPrototypeOf(owner) as object | null) {
    if (Object.hasOwn(owner, method)) base = Reflect.get(owner, method);
  }
  return base;
}

/** The channel on which an adapter of Redis broadcasts. Those of streams keep theirs private; others have none. */
export function channelOf(adapter: Adapter): string | undefined {
  const { channel } = adapter as unknown as { readonly channel?: unknown };
  return typeof channel === 'string' ? channel : undefined;
}

/** The client with which an adapter of Redis hears other servers. That of streams keeps its own nowhere. */
export function subscriberOf(adapter: Adapter): RedisClient | undefined {
  return (adapter as unknown as { readonly subClient?: RedisClient }).subClient;
}

/** The clients of an adapter of Redis, which those of other namespaces have, too. */
export function clientsOf(adapter: Adapter): readonly RedisClient[] {
  const { pubClient, subClient } = adapter as unknown as { pubClient?: RedisClient; subClient?: RedisClient };
  return [pubClient ?? [], subClient ?? []].flat();
}

/**
 * Tells of each try to publish of an adapter of Redis, with an error where Redis has not taken it. Of promises that the
 * adapter itself drops, no rejection is left: it would end the process when the connection is lost.
 */
export function onPublished(adapter: Adapter, listener: (error?: unknown) => void): void {
  const internals = adapter as unknown as { pubClient?: RedisClient; subClient?: RedisClient };
  const { pubClient, subClient } = internals;
  if (!pubClient || !subClient) return;
  internals.pubClient = standInFor(pubClient, (method, error) => {
    if (/publish/i.test(method)) listener(error);
  });
  internals.subClient = standInFor(subClient, () => undefined); // Redis is gone, and its subscriptions with it
}

/** A client for one adapter: what the application does with its own is the application's to look after. */
function standInFor(client: RedisClient, onSettled: (method: string, error?: unknown) => void): RedisClient {
  return new Proxy(client, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function' || name === 'constructor') return member;
      return (...args: unknown[]): unknown => {
        const result: unknown = Reflect.apply(member, target, args); // methods may use private fields
        if (result instanceof Promise) {
          const settled = (error?: unknown): void => onSettled(String(name), error);
          result.then(() => settled(), settled);
        }
        return result;
      };
    },
  });
}

/** A message between the processes of a cluster of Node. */
export interface ClusterMessage {
  readonly nsp: string;
}

interface NodeClusterInternals {
  doPublish(message: ClusterMessage): unknown;
  doPublishResponse(uid: string, message: ClusterMessage): unknown;
  /** Tells the others that it is there. */
  init(): void;
}

/** The members by which an adapter of Node's clusters sends; `undefined` of others. */
export function nodeClusterOf(adapter: Adapter): NodeClusterInternals | undefined {
  return adapter.constructor.name === 'NodeClusterAdapter' ? (adapter as unknown as NodeClusterInternals) : undefined;
}

/**
 * How many other servers an adapter knows by their heartbeats; 0 for one that has none. Where one of them leaves before it
 * has answered a question, such an adapter reports no error: whoever asks compares this with the number of answers.
 */
export function knownServers(adapter: Adapter): number {
  return (adapter as unknown as { readonly nodesMap?: ReadonlyMap<string, unknown> }).nodesMap?.size ?? 0;
}

/** A client of Redis: of `ioredis`, or of `redis`. */
export type RedisClient = Record<string, ((...args: unknown[]) => unknown) | undefined>;

/**
 * The client that the adapters of Redis streams subscribe with. They are given it in a promise, for which their
 * constructor waits, and keep it nowhere.
 *
 * @param make makes one
 */
export function streamsClientBehind(make: () => Adapter): {
  readonly adapter: Adapter;
  readonly client: Promise<RedisClient> | undefined;
} {
  let awaited: Promise<RedisClient> | undefined;
  const stop = promiseHooks.onInit((_promise, parent) => {
    awaited ??= parent as Promise<RedisClient> | undefined;
  }) as () => void;
  try {
    const adapter = make();
    return { adapter, client: adapter.constructor.name === 'RedisStreamsAdapter' ? awaited : undefined };
  } finally {
    stop();
  }
}

/** Calls what may drop the promises that it makes, and gives them: where one is rejected, Node would end the process. */
export function promisesMadeBy(call: () => void): readonly Promise<unknown>[] {
  const made: Promise<unknown>[] = [];
  const stop = promiseHooks.onInit((promise) => void made.push(promise)) as () => void;
  try {
    call();
    return made;
  } finally {
    stop();
  }
}

interface PostgresInternals {
  readonly client: {
    readonly opts: { readonly channelPrefix: string };
    /** Listened to again when the connection to the database was lost. */
    readonly channels: Set<string>;
    readonly client?: { query(sql: string): Promise<unknown> };
  };
}

/** Ends the subscription of an adapter of Postgres: its `close` leaves it. Others have none. */
export function unlisten(adapter: Adapter, namespace: string): void {
  if (adapter.constructor.name !== 'PostgresAdapter') return;
  const { opts, channels, client } = (adapter as unknown as PostgresInternals).client;
  const channel = `${opts.channelPrefix}#${namespace}`;
  channels.delete(channel);
  client?.query(`UNLISTEN "${channel}"`).catch(() => undefined); // the connection is lost, and so is the subscription
}
