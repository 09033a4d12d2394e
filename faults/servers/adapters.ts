import { createAdapter as createClusterAdapter } from '@socket.io/cluster-adapter';
import { createAdapter, createShardedAdapter } from '@socket.io/redis-adapter';
import { createAdapter as createStreamsAdapter } from '@socket.io/redis-streams-adapter';
import { Redis } from 'ioredis';
import { createClient } from 'redis';
import type { ServerOptions } from 'socket.io';
import { RedisIdempotencyStore } from '../../src';
import type { NodeScenario } from './scenario';

type Factory = NonNullable<Partial<ServerOptions>['adapter']>;

/** An adapter, and what is quit after the server was closed. */
export interface Joined {
  readonly adapter: Factory;
  /** It keeps sessions, so that another node can recover them. */
  readonly recovers: boolean;
  /** Keeps the answers of all nodes. */
  readonly answers: RedisIdempotencyStore;
  quit(): Promise<unknown>;
}

/** Joins this node to the others, as the guide has it: no command fails while Redis is away, and every client has a listener. */
export async function join({ adapter, redisPort }: NodeScenario): Promise<Joined> {
  if (adapter === 'cluster') {
    const redis = ioRedis(redisPort); // for the answers alone
    const answers = new RedisIdempotencyStore(redis);
    return { adapter: createClusterAdapter() as Factory, recovers: false, answers, quit: () => redis.quit() };
  }
  const { publisher, subscriber, quit } = await (adapter.endsWith('node-redis')
    ? connectNodeRedis(redisPort)
    : connectIoRedis(redisPort));
  const answers = new RedisIdempotencyStore(publisher);
  const [kind = ''] = adapter.split('-node-redis');
  const makers: Record<string, () => unknown> = {
    redis: () => createAdapter(publisher, subscriber),
    sharded: () => createShardedAdapter(publisher, subscriber),
    'sharded-redis': () => createShardedAdapter(publisher, subscriber),
    streams: () => createStreamsAdapter(publisher),
    'redis-streams': () => createStreamsAdapter(publisher),
  };
  return { adapter: makers[kind]?.() as Factory, recovers: kind.includes('streams'), answers, quit };
}

function ioRedis(port: number): Redis {
  const client = new Redis(port, '127.0.0.1', { maxRetriesPerRequest: null });
  client.on('error', complain);
  return client;
}

function connectIoRedis(port: number) {
  const [publisher, subscriber] = [ioRedis(port), ioRedis(port)];
  return { publisher, subscriber, quit: () => Promise.all([publisher.quit(), subscriber.quit()]) };
}

async function connectNodeRedis(port: number) {
  const publisher = createClient({ url: `redis://127.0.0.1:${port}`, commandOptions: { timeout: 0 } }); // they wait
  const subscriber = publisher.duplicate();
  for (const client of [publisher, subscriber]) client.on('error', complain);
  await Promise.all([publisher.connect(), subscriber.connect()]);
  return { publisher, subscriber, quit: () => Promise.all([publisher.close(), subscriber.close()]) };
}

function complain(error: unknown): void {
  console.error(String(error));
}
