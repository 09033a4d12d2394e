import type { Server as HttpServer } from 'node:http';
import type { Server } from 'socket.io';
import type { ServerDefinition } from '../../registry/definitions';
import { gatewayNames } from '../../registry/names/paths';
import type { Problems } from '../../registry/problems';
import { type Adapter, channelOf, isOfCluster } from '../internals/adapters';
import { listeningClientOf } from './subscribed';

/** The socket.io server of a path. */
interface ServedPath {
  readonly definition: ServerDefinition;
  readonly io: Server;
}

interface PathAdapter extends ServedPath {
  readonly adapter: Adapter;
  /** What has made it. */
  readonly factory: unknown;
  readonly httpServer: HttpServer;
  /** The client of Redis with which it hears other servers, if it has one. */
  readonly client: object | undefined;
}

/** How the adapters of a package are kept apart, by the name of their class. */
const SEPARATED: Readonly<Record<string, string>> = {
  RedisAdapter: 'createAdapter(pub, sub, { key: `chat${path}` })',
  ShardedRedisAdapter: 'createShardedAdapter(pub, sub, { channelPrefix: `chat${path}` })',
  RedisStreamsAdapter:
    'createAdapter(redis, { streamName: `chat${path}`, channelPrefix: `chat${path}`, sessionKeyPrefix: `chat${path}:` })',
  NodeClusterAdapter: 'createAdapter()',
  PostgresAdapter: 'createAdapter(pool, { channelPrefix: `chat${path}` })',
};

/** Those of all hosts, by what they may share: an HTTP server, a client of Redis. */
const atWork = new WeakMap<object, Set<PathAdapter>>();

/**
 * Reports paths that are one cluster by mistake, of this host and of others. Adapters know namespaces by their names
 * alone: what is broadcast on one path, guarded as it may be, would go to the clients of the other, and be done to them.
 * And one adapter stands for one server: two that share it are counted as one, and the first to close cuts off the other.
 */
export function checkSharedAdapters(
  servers: readonly ServedPath[],
  httpServer: HttpServer,
  problems: Problems,
): readonly PathAdapter[] {
  const clustered: PathAdapter[] = [];
  for (const own of servers.flatMap((each) => clusterAdapterIn(each, httpServer))) {
    const others = [...clustered, ...sharedKeysOf(own).flatMap((key) => [...(atWork.get(key) ?? [])])];
    const other = others.find((each) => isShared(each, own));
    if (other) problems.add(gatewayNames(own.definition), describe(other, own));
    clustered.push(own);
  }
  return clustered;
}

/** Other hosts are not to share these. The function that it gives is for when they are closed. */
export function holdAdapters(adapters: readonly PathAdapter[]): () => void {
  const held = adapters.flatMap((adapter) => sharedKeysOf(adapter).map((key) => [key, adapter] as const));
  for (const [key, adapter] of held) atWork.set(key, (atWork.get(key) ?? new Set()).add(adapter));
  return () => {
    for (const [key, adapter] of held) atWork.get(key)?.delete(adapter);
  };
}

function clusterAdapterIn({ definition, io }: ServedPath, httpServer: HttpServer): readonly PathAdapter[] {
  const { adapter } = io.of('/');
  if (!isOfCluster(adapter)) return [];
  const factory = definition.options.adapter ?? io.adapter(); // that of a server of the application
  return [{ definition, io, adapter, factory, httpServer, client: listeningClientOf(adapter) }];
}

/** Not what has made it: one class of adapters may well make one for each of several servers in a process. */
function sharedKeysOf({ httpServer, client }: PathAdapter): readonly object[] {
  return client ? [httpServer, client] : [httpServer];
}

/** The name of the adapter by which the nodes of a server are joined, if they are. */
export function clusterAdapterOf(io: Server): string | undefined {
  const { adapter } = io.of('/');
  return isOfCluster(adapter) ? adapter.constructor.name : undefined;
}

function isShared(one: PathAdapter, other: PathAdapter): boolean {
  if (one.io === other.io) return false; // several hosts have joined a server of the application
  if (one.factory === other.factory) return true;
  const channel = channelOf(one.adapter);
  return (
    channel !== undefined &&
    one.adapter.constructor === other.adapter.constructor &&
    channel === channelOf(other.adapter)
  );
}

function describe(one: PathAdapter, { definition, adapter }: PathAdapter): string {
  if (one.definition.path === definition.path) {
    return (
      `the path '${definition.path}' has the adapter of another host, and both would be one server, cut off when one ` +
      'closes; expected an adapter, and a client that subscribes, for each, or close() the other host'
    );
  }
  const separated = SEPARATED[adapter.constructor.name] ?? 'an adapter with channels of its own';
  return (
    `the paths '${one.definition.path}' (${gatewayNames(one.definition)}) and '${definition.path}' share the channels of ` +
    'one adapter, so that what is broadcast on one of them goes to the clients of both; expected an adapter for each: ' +
    `attachGateways(…, { server: (path) => ({ adapter: ${separated} }) })`
  );
}
