import { createAdapter } from '@socket.io/redis-adapter';
import type { Newable } from '../../src/container';
import { type TestContext, TestGateway, type TestModuleOptions } from '../../src/testing';
import { RecordingLogger } from '../support/recording-logger';
import { TestRedis } from '../support/redis';

/** A server of a cluster: an application, a container and an HTTP server of its own. */
export interface Node {
  readonly ctx: TestContext;
  readonly logger: RecordingLogger;
  /** Resolves when Redis has taken what the node subscribed to, or gave up: commands are answered in order. */
  readonly settled: () => Promise<unknown>;
}

/** Starts two nodes with the same gateways, joined by a Redis, and gives them to `body`. */
export async function runCluster(
  gateways: readonly [Newable, ...Newable[]],
  body: (one: Node, other: Node, redis: TestRedis) => Promise<void>,
  bind: NonNullable<TestModuleOptions<readonly Newable[]>['bind']> = () => undefined,
): Promise<void> {
  await using redis = await TestRedis.start();
  const start = () => startNode(gateways, bind, redis);
  const [one, other] = [await start(), await start()];
  try {
    await body(one, other, redis);
  } finally {
    await Promise.all([one.ctx.close(), other.ctx.close()]);
    await Promise.all([one.settled(), other.settled()]); // or what they give up would fail when Redis ends
  }
}

async function startNode(
  gateways: readonly [Newable, ...Newable[]],
  bind: NonNullable<TestModuleOptions<readonly Newable[]>['bind']>,
  redis: TestRedis,
): Promise<Node> {
  const [publisher, subscriber] = [await redis.connect(), await redis.connect()];
  const logger = new RecordingLogger();
  const adapter = createAdapter(publisher, subscriber, { requestsTimeout: 2_000 });
  const kit = TestGateway.createTestModule({ gateways, bind, options: { server: { adapter }, logger } });
  const ctx = await kit.start();
  const settled = (): Promise<unknown> => subscriber.ping();
  await settled();
  return { ctx, logger, settled };
}
