import { createAdapter as createClusterAdapter } from '@socket.io/cluster-adapter';
import { createAdapter as createStreamsAdapter } from '@socket.io/redis-streams-adapter';
import { Redis } from 'ioredis';
import type { DemoParts } from '../app';
import { RECOVERY } from '../app';

interface Joined {
  readonly name: string;
  readonly server: DemoParts['server'];
  close(): Promise<void>;
}

/** What nodes notice a dead one by, in milliseconds. */
const HEARTBEAT = { heartbeatInterval: 1_000, heartbeatTimeout: 3_000 };

/**
 * What joins the nodes: streams of Redis, from which clients recover on whatever node they come back to, or else the
 * channels between Node's processes, which remember nothing.
 *
 * @param redisUrl `redis://localhost:6379`, say
 */
export function joinNodes(redisUrl: string | undefined): Joined {
  if (!redisUrl) {
    return {
      name: "node:cluster's",
      server: { adapter: createClusterAdapter(HEARTBEAT) },
      close: async () => undefined,
    };
  }
  const redis = new Redis(redisUrl, { maxRetriesPerRequest: null }); // commands wait for a Redis that is away
  redis.on('error', (error) => console.error(`Redis: ${error.message}`));
  return {
    name: 'Redis streams',
    server: {
      ...RECOVERY,
      adapter: createStreamsAdapter(redis, {
        ...HEARTBEAT,
        streamName: 'gateways-demo',
        channelPrefix: 'gateways-demo',
        sessionKeyPrefix: 'gateways-demo:',
      }),
    },
    async close() {
      await redis.quit();
    },
  };
}
