import { fork } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { createRequire } from 'node:module';
import { join as joinPath } from 'node:path';
import { createAdapter } from '@socket.io/postgres-adapter';
import { createShardedAdapter } from '@socket.io/redis-adapter';
import { createAdapter as createStreamsAdapter } from '@socket.io/redis-streams-adapter';
import { expect } from 'chai';
import type { Redis } from 'ioredis';
import { type AttachOptions, UseGuards, WebSocketGateway } from '../../../src';
import { type TestContext, TestGateway } from '../../../src/testing';
import { TestRedis } from '../../support/redis';
import { type Transport, transports } from '../../support/transports';
import { until } from '../../support/until';

@WebSocketGateway({ namespace: '/rooms/:roomId' })
@UseGuards(({ environment }) => environment.auth.bad !== true)
class RoomGateway {}

type ServerAdapter = NonNullable<Exclude<NonNullable<AttachOptions['server']>, (path: string) => unknown>['adapter']>;

/** A server with an adapter, whose client stays in `/` of it: that of Redis closes for good with its last namespace. */
async function runWith(adapter: unknown, body: (ctx: TestContext) => Promise<void>): Promise<void> {
  const kit = TestGateway.createTestModule({
    gateways: [RoomGateway],
    options: { server: { adapter: adapter as ServerAdapter } },
  });
  await kit.runWithServer(body);
}

/** A client comes and leaves, another is refused, each in a namespace of its own; resolves when both are gone. */
async function visit(ctx: TestContext, transport: Transport): Promise<void> {
  const guest = ctx.newSocketClientContext({ namespace: '/rooms/guest', transports: [transport] });
  await guest.connect();
  await guest.disconnect();
  const bad = ctx.newSocketClientContext({ namespace: '/rooms/bad', transports: [transport], auth: { bad: true } });
  expect(await bad.connect().catch((error: unknown) => error)).to.include({ code: 1008 });
  const namespaces = ctx.host.servers.get('/socket.io')!._nsps;
  await until(() => namespaces.size === 1, 'there is none but /');
}

/** Has a client of Redis keep those that are made from it, so that their listeners can be counted. */
function watchDuplicates(client: Redis): Redis[] {
  const duplicates: Redis[] = [];
  const duplicate = client.duplicate.bind(client);
  client.duplicate = (...args) => {
    duplicates.push(duplicate(...args));
    return duplicates.at(-1)!;
  };
  return duplicates;
}

const redisAdapters: Readonly<Record<string, (one: Redis, other: Redis) => unknown>> = {
  'Redis streams': (one) => createStreamsAdapter(one, { blockTimeInMs: 50 }),
  'Redis streams, with sharded subscriptions': (one) =>
    createStreamsAdapter(one, { blockTimeInMs: 50, useShardedPubSub: true }),
  'sharded Redis': (one, other) => createShardedAdapter(one, other),
};

for (const transport of transports) {
  describe(`a namespace of a pattern that goes, over ${transport}`, () => {
    for (const [name, create] of Object.entries(redisAdapters)) {
      it(`does not leave a channel or a listener with the adapter of ${name}`, async () => {
        await using redis = await TestRedis.start();
        const [one, other, observer] = [await redis.connect(), await redis.connect(), await redis.connect()];
        const duplicates = watchDuplicates(one);
        /** How many listeners and channels there are, of the namespaces of the pattern and of `/`. */
        const held = async (): Promise<Record<string, unknown>> => ({
          channels: [
            ...((await observer.pubsub('CHANNELS', '*#/rooms/*')) as string[]),
            ...((await observer.pubsub('SHARDCHANNELS', '*#/rooms/*')) as string[]),
          ],
          listeners: [one, other, ...duplicates].map((client) =>
            client.eventNames().map((event) => [event, client.listenerCount(event)]),
          ),
        });
        await runWith(create(one, other), async (ctx) => {
          const settled = async (): Promise<unknown> =>
            Promise.all([one, other, ...duplicates].map((each) => each.ping()));
          await settled();
          const before = await held();
          expect(before.channels).to.deep.equal([]);
          for (let time = 0; time < 3; time += 1) await visit(ctx, transport);
          await settled();
          expect(await held()).to.deep.equal(before);
        });
        // What the adapters unsubscribe from when they are closed is answered before Redis goes.
        await Promise.allSettled([one, other, ...duplicates].map((each) => each.ping()));
      });
    }

    it('does not leave a channel with the adapter of Postgres', async () => {
      const pool = new RecordingPool();
      await runWith(createAdapter(pool as never), async (ctx) => {
        await visit(ctx, transport);
        await visit(ctx, transport);
        const channel = (name: string): string => `"socket.io#/rooms/${name}"`;
        const [listened, given] = [pool.commands('LISTEN'), pool.commands('UNLISTEN')];
        expect(listened).to.include.members([channel('guest'), channel('bad')]);
        expect(given).to.have.members(listened.filter((each) => each !== '"socket.io#/"'));
      });
    });
  });
}

describe('a namespace of a pattern that goes, in a cluster of Node’s own', () => {
  it('does not leave a listener at the process', async () => {
    const swc = ['--require', createRequire(__filename).resolve('@swc-node/register')];
    const child = fork(joinPath(__dirname, '../../support/cluster-worker.ts'), { execArgv: swc });
    const closed = once(child, 'close', { signal: AbortSignal.timeout(25_000) }); // when all messages have come, too
    let report: unknown;
    child.on('message', (message: object) => {
      if ('listeners' in message) report = message.listeners; // the adapter has messages of its own
    });
    await closed.finally(() => child.kill());
    expect(report).to.deep.equal({ before: 1, after: 1, closed: 0 });
  });
});

/** A pool of connections to Postgres that keeps what it is asked, and answers with nothing. */
class RecordingPool {
  readonly queries: string[] = [];
  readonly client = Object.assign(new EventEmitter(), {
    query: (sql: string) => this.query(sql),
    release: () => undefined,
  });

  connect(): Promise<RecordingPool['client']> {
    return Promise.resolve(this.client);
  }

  query(sql: string): Promise<{ rows: unknown[] }> {
    this.queries.push(sql);
    return Promise.resolve({ rows: [] });
  }

  /** What a command was given for. */
  commands(command: string): string[] {
    return this.queries.filter((sql) => sql.startsWith(`${command} `)).map((sql) => sql.slice(command.length + 1));
  }
}
