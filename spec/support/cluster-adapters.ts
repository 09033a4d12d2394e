import { createAdapter as createClusterAdapter } from '@socket.io/cluster-adapter';
import { createAdapter, createShardedAdapter } from '@socket.io/redis-adapter';
import { createAdapter as createStreamsAdapter } from '@socket.io/redis-streams-adapter';
import type { ServerOptions } from 'socket.io';
import { ProcessChannel } from './process-channel';
import { type AnyRedis, TestRedis } from './redis';

type AdapterFactory = NonNullable<Partial<ServerOptions>['adapter']>;

/** What joins the servers of one spec. */
export interface Medium {
  /** Connects one server; what it gives makes the adapter of a path. */
  join(): Promise<(path: string) => AdapterFactory>;
  close(): Promise<void>;
}

/** A kind of adapter that joins servers. */
export interface ClusterKind {
  readonly name: string;
  /** Sessions can be recovered on another server. */
  readonly recovers: boolean;
  readonly needsRedis: boolean;
  open(): Promise<Medium>;
}

type Clients = () => Promise<AnyRedis>;
type Make = (path: string, one: AnyRedis, other: AnyRedis) => unknown;

const makers: Readonly<Record<string, Make>> = {
  redis: (path, one, other) => createAdapter(one, other, { key: `spec${path}`, requestsTimeout: 2_000 }),
  'sharded-redis': (path, one, other) => createShardedAdapter(one, other, { channelPrefix: `spec${path}` }),
  'redis-streams': (path, one) =>
    createStreamsAdapter(one, {
      blockTimeInMs: 50,
      streamName: `spec${path}`,
      channelPrefix: `spec${path}`,
      sessionKeyPrefix: `spec${path}:`,
    }),
};

function redisKind(adapter: string, library: 'ioredis' | 'node-redis', make: Make): ClusterKind {
  return {
    name: `${adapter} on ${library}`,
    recovers: adapter === 'redis-streams',
    needsRedis: true,
    async open() {
      const redis = await TestRedis.start();
      const connect: Clients = () => (library === 'ioredis' ? redis.connect() : redis.connectNodeRedis());
      return {
        async join() {
          const [one, other] = [await connect(), await connect()];
          return (path) => make(path, one, other) as AdapterFactory;
        },
        async close() {
          await redis.settled(); // or what closed servers give up would fail when Redis ends
          await redis.stop();
        },
      };
    },
  };
}

const ofNode: ClusterKind = {
  name: 'cluster',
  recovers: false,
  needsRedis: false,
  open() {
    const channel = ProcessChannel.open();
    return Promise.resolve({
      join: () => Promise.resolve(() => createClusterAdapter() as AdapterFactory),
      close: () => {
        channel.close();
        return Promise.resolve();
      },
    });
  },
};

/** Every adapter of socket.io that joins servers here, with each library that it works on. */
export const clusterKinds: readonly ClusterKind[] = [
  ...Object.entries(makers).flatMap(([name, make]) => [
    redisKind(name, 'ioredis', make),
    redisKind(name, 'node-redis', make),
  ]),
  ofNode,
];
