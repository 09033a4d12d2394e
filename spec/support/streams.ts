import { createAdapter } from '@socket.io/redis-streams-adapter';
import type { Redis } from 'ioredis';
import type { AttachOptions } from '../../src';
import type { Newable } from '../../src/container';
import { type TestContext, TestGateway } from '../../src/testing';
import { RecordingLogger } from './recording-logger';
import { TestRedis } from './redis';

/** A server of a cluster that is joined by Redis streams, the adapter that can recover sessions. */
export interface StreamsNode {
  readonly ctx: TestContext;
  readonly redis: Redis;
}

/** Starts servers with the same gateways, joined by a Redis, and gives them to `body`. */
export async function runStreams(
  gateways: readonly [Newable, ...Newable[]],
  count: number,
  body: (nodes: readonly StreamsNode[], redis: TestRedis) => Promise<void>,
  options: AttachOptions = {},
): Promise<void> {
  await using redis = await TestRedis.start();
  const nodes: StreamsNode[] = [];
  try {
    while (nodes.length < count) nodes.push(await startNode(gateways, redis, options));
    await body(nodes, redis);
  } finally {
    await Promise.all(nodes.map(({ ctx }) => ctx.close()));
  }
}

async function startNode(
  gateways: readonly [Newable, ...Newable[]],
  redis: TestRedis,
  options: AttachOptions,
): Promise<StreamsNode> {
  const client = await redis.connect();
  const adapter = createAdapter(client, { blockTimeInMs: 50 });
  const kit = TestGateway.createTestModule({
    gateways,
    options: { logger: new RecordingLogger(), ...options, server: { ...(options.server as object), adapter } },
  });
  const ctx = await kit.start();
  return { ctx, redis: client };
}
