import { createAdapter, createShardedAdapter } from '@socket.io/redis-adapter';
import { expect } from 'chai';
import type { Server } from 'socket.io';
import {
  type AttachOptions,
  GatewayBase,
  type GatewayHost,
  OnConnected,
  type UserCount,
  WebSocketGateway,
} from '../../src';
import { TestApplication } from '../support/application';
import { type ClusterKind, clusterKinds } from '../support/cluster-adapters';
import { RecordingLogger } from '../support/recording-logger';
import { TestRedis } from '../support/redis';
import { until } from '../support/until';

@WebSocketGateway({ path: '/live' })
class HallGateway extends GatewayBase {
  @OnConnected()
  connected(): void {
    this.context.user = this.context.sid;
  }
}

/** More than the six seconds that a count may take. */
const MOST_MS = 9_000;

interface Counting {
  readonly host: GatewayHost;
  readonly other: GatewayHost;
  /** What the other server does while it counts its users, from now on. */
  readonly whileCounting: (act: () => void) => void;
}

function serverOf(host: GatewayHost): Server {
  return host.servers.get('/live')!;
}

/** Two servers that know each other, with a client each. */
async function run(
  adapters: readonly AttachOptions['server'][],
  body: (counting: Counting) => Promise<void>,
): Promise<void> {
  await using one = new TestApplication();
  await using another = new TestApplication();
  let act = (): void => undefined;
  const userKey = (user: unknown): string => {
    act();
    return String(user);
  };
  const logger = new RecordingLogger();
  const [host, other] = [one, another].map((application, index) =>
    application.attach({
      gateways: [HallGateway],
      logger,
      server: adapters[index]!,
      ...(application === another && { userKey }),
    }),
  ) as [GatewayHost, GatewayHost];
  for (const application of [one, another]) {
    await application.listen();
    await application.connect('/live');
  }
  await until(async () => (await host.users(HallGateway)).clients === 2, 'they know each other');
  expect(await host.users(HallGateway)).to.deep.equal({ users: 2, clients: 2, complete: true });
  await body({ host, other, whileCounting: (next) => void (act = next) });
}

async function runWith(kind: ClusterKind, body: (counting: Counting) => Promise<void>): Promise<void> {
  const medium = await kind.open();
  try {
    const joins = [await medium.join(), await medium.join()];
    await run(
      joins.map((join) => (path) => ({ adapter: join(path) })),
      body,
    );
  } finally {
    await medium.close();
  }
}

async function expectIncomplete(host: GatewayHost): Promise<void> {
  const begun = performance.now();
  const counted: UserCount = await host.users(HallGateway);
  expect(counted).to.deep.equal({ users: 1, clients: 1, complete: false });
  expect(performance.now() - begun).to.be.below(MOST_MS);
}

const kindOf = (name: string): ClusterKind => clusterKinds.find((kind) => kind.name.startsWith(name))!;

describe('host.users() where another server', () => {
  it('leaves while it counts: it is not complete', () =>
    runWith(kindOf('cluster'), async ({ host, other, whileCounting }) => {
      whileCounting(() => void serverOf(other).of('/').adapter.close());
      await expectIncomplete(host);
    }));

  it('loses its connections to Redis while it counts: it is not complete', async () => {
    await using redis = await TestRedis.start();
    const clients: Awaited<ReturnType<TestRedis['connect']>>[] = [];
    const adapters: AttachOptions['server'][] = [];
    for (const requestsTimeout of [1_000, 1_000]) {
      clients.push(await redis.connect(), await redis.connect());
      adapters.push({ adapter: createAdapter(clients.at(-2), clients.at(-1), { requestsTimeout }) });
    }
    await run(adapters, async ({ host, whileCounting }) => {
      whileCounting(() => {
        for (const client of clients.slice(2)) client.disconnect();
      });
      await expectIncomplete(host);
    });
  });

  it('cannot be asked, as Redis is gone: it is not complete, at once', async () => {
    await using redis = await TestRedis.start();
    const adapters: AttachOptions['server'][] = [];
    for (const key of ['chat', 'chat']) {
      adapters.push({
        adapter: createShardedAdapter(await redis.connect(), await redis.connect(), { channelPrefix: key }),
      });
    }
    await run(adapters, async ({ host }) => {
      await redis.end();
      const begun = performance.now();
      await expectIncomplete(host);
      expect(performance.now() - begun).to.be.below(4_000);
    });
  });

  it('asks what cannot be read: it gets an answer, and nothing ends', () =>
    runWith(kindOf('redis'), async ({ host, other }) => {
      const asking = serverOf(other).of('/');
      for (const question of [null, 7, {}, { namespace: '/' }, { namespace: '/', child: 7, room: null }]) {
        expect(await asking.serverSideEmitWithAck('gateways:users', question)).to.deep.equal([[false]]);
      }
      expect(await host.users(HallGateway)).to.deep.equal({ users: 2, clients: 2, complete: true });
    }));

  it('gives what is no count: it is not complete', () =>
    runWith(kindOf('redis'), async ({ host, other }) => {
      const namespace = serverOf(other).of('/');
      const said: unknown[] = [null, 'all', 7, {}, { clients: '1', digests: '' }, { clients: 1 }];
      said.push({ clients: -1, digests: '' }, { clients: 1.5, digests: '' }, { clients: 1e300, digests: '' });
      said.push(
        { clients: 1, digests: 'short' },
        { clients: 1, digests: 'not base' },
        { clients: 0, digests: 'MTIzNDU2' },
      );
      namespace.removeAllListeners('gateways:users');
      for (const each of said) {
        const answer = (_question: unknown, respond: (answer: unknown) => void): void =>
          respond(each === null ? null : [each]);
        namespace.on('gateways:users' as 'connection', answer as () => void);
        await expectIncomplete(host);
        namespace.removeAllListeners('gateways:users');
      }
    }));
});
