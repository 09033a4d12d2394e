import type { Server } from 'socket.io';
import type { ServerDefinition } from '../../registry/definitions';
import { gatewayNames } from '../../registry/names/paths';
import type { Problems } from '../../registry/problems';
import { type Adapter, channelOf, isOfCluster } from '../internals/adapters';

interface PathAdapter {
  readonly definition: ServerDefinition;
  readonly adapter: Adapter;
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

/**
 * Reports paths that are one cluster by mistake. Adapters know namespaces by their names alone: what is broadcast on one
 * path, guarded as it may be, would go to the clients of the other, and be done to them.
 */
export function checkSharedAdapters(
  servers: readonly { readonly definition: ServerDefinition; readonly io: Server }[],
  problems: Problems,
): void {
  const clustered: PathAdapter[] = [];
  for (const { definition, io } of servers) {
    const { adapter } = io.of('/');
    if (!isOfCluster(adapter)) continue;
    const own = { definition, adapter };
    const other = clustered.find((each) => isShared(each, own));
    if (other) problems.add(gatewayNames(definition), describe(other, own));
    clustered.push(own);
  }
}

/** The name of the adapter by which the nodes of a server are joined, if they are. */
export function clusterAdapterOf(io: Server): string | undefined {
  const { adapter } = io.of('/');
  return isOfCluster(adapter) ? adapter.constructor.name : undefined;
}

function isShared(one: PathAdapter, other: PathAdapter): boolean {
  if (one.definition.options.adapter === other.definition.options.adapter) return true;
  const channel = channelOf(one.adapter);
  return (
    channel !== undefined &&
    one.adapter.constructor === other.adapter.constructor &&
    channel === channelOf(other.adapter)
  );
}

function describe(one: PathAdapter, { definition, adapter }: PathAdapter): string {
  const separated = SEPARATED[adapter.constructor.name] ?? 'an adapter with channels of its own';
  return (
    `the paths '${one.definition.path}' (${gatewayNames(one.definition)}) and '${definition.path}' share the channels of ` +
    'one adapter, so that what is broadcast on one of them goes to the clients of both; expected an adapter for each: ' +
    `attachGateways(…, { server: (path) => ({ adapter: ${separated} }) })`
  );
}
