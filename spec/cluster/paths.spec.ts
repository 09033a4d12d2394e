import { createAdapter, createShardedAdapter } from '@socket.io/redis-adapter';
import { expect } from 'chai';
import type { Socket } from 'socket.io-client';
import { type AttachOptions, GatewayBase, GatewayConfigurationError, WebSocketGateway } from '../../src';
import type { GatewayNamespace } from '../../src/contract/gateway-types';
import { TestRedis } from '../support/redis';
import { TestApplication } from '../support/application';
import { clusterKinds, type ClusterKind, type Medium } from '../support/cluster-adapters';
import { runServers } from './servers';

@WebSocketGateway({ path: '/staff' })
class StaffGateway extends GatewayBase {}

@WebSocketGateway({ path: '/public' })
class PublicGateway extends GatewayBase {}

const gateways = [StaffGateway, PublicGateway];

async function withMedium(kind: ClusterKind, body: (medium: Medium) => Promise<void>): Promise<void> {
  const medium = await kind.open();
  try {
    await body(medium);
  } finally {
    await medium.close();
  }
}

/** Emits until a client of another server hears it: the servers have to know each other first. */
async function untilHeard(namespace: GatewayNamespace<unknown>, event: string, client: Socket): Promise<void> {
  const heard = { times: 0 };
  client.on(event, () => (heard.times += 1));
  while (heard.times === 0) {
    namespace.emit(event);
    await namespace.fetchSockets().catch(() => undefined); // a round trip
  }
}

/** What attaching with these options of socket.io says. */
async function problemsWith(server: AttachOptions['server'], classes = gateways): Promise<readonly string[]> {
  await using application = new TestApplication();
  try {
    application.attach({ gateways: classes, server: server! });
    return [];
  } catch (error) {
    if (error instanceof GatewayConfigurationError) return error.problems;
    throw error;
  }
}

/** How the message says that it is kept apart. */
const mends: Readonly<Record<string, string>> = {
  redis: 'createAdapter(pub, sub, { key: `chat${path}` })',
  'sharded-redis': 'createShardedAdapter(pub, sub, { channelPrefix: `chat${path}` })',
  'redis-streams':
    'createAdapter(redis, { streamName: `chat${path}`, channelPrefix: `chat${path}`, sessionKeyPrefix: `chat${path}:` })',
  cluster: 'createAdapter()',
};

for (const kind of clusterKinds) {
  describe(`two paths with the adapter ${kind.name}`, () => {
    const expected =
      "PublicGateway: the paths '/staff' (StaffGateway) and '/public' share the channels of one adapter, " +
      'so that what is broadcast on one of them goes to the clients of both; expected an adapter for each: ' +
      `attachGateways(…, { server: (path) => ({ adapter: ${mends[kind.name.split(' ')[0]!]} }) })`;

    it('do not attach where one adapter is given to both', () =>
      withMedium(kind, async (medium) => {
        const adapter = (await medium.join())('');
        expect(await problemsWith({ adapter })).to.deep.equal([expected]);
        expect(await problemsWith(() => ({ adapter }))).to.deep.equal([expected]);
        @WebSocketGateway({ path: '/staff', adapter })
        class StaffGateway extends GatewayBase {}
        @WebSocketGateway({ path: '/public', adapter })
        class PublicGateway extends GatewayBase {}
        expect(await problemsWith({}, [StaffGateway, PublicGateway])).to.deep.equal([expected]);
      }));

    it('do not hear, and are not touched by, each other on any server', () =>
      runServers(kind, { gateways }, async ({ host }, { application }) => {
        const [colleague, stranger] = [await application.connect('/staff'), await application.connect('/public')];
        const heard: string[] = [];
        stranger.onAny((event: string) => heard.push(event)).on('disconnect', () => heard.push('disconnect'));
        const [staff, everyone] = [host.of(StaffGateway), host.of(PublicGateway)];
        await untilHeard(staff, 'secret', colleague);
        const sentAway = new Promise((resolve) => colleague.once('disconnect', resolve));
        staff.disconnectSockets();
        await sentAway;
        await untilHeard(everyone, 'for all', stranger);
        expect([...new Set(heard)]).to.deep.equal(['for all']);
      }));
  });
}

describe('two paths with two adapters on one channel', () => {
  for (const [name, create] of [
    ['redis', createAdapter],
    ['sharded-redis', createShardedAdapter],
  ] as const) {
    it(`do not attach with ${name}`, async () => {
      await using redis = await TestRedis.start();
      const [one, other] = [await redis.connect(), await redis.connect()];
      const [problem = 'none'] = await problemsWith(() => ({ adapter: create(one, other) }));
      expect(problem).to.match(/^PublicGateway: the paths .* share the channels of one adapter/);
      expect(await problemsWith((path) => ({ adapter: create(one, other, { key: path, channelPrefix: path }) }))).to.be
        .empty;
      await redis.settled();
    });
  }
});

describe('two paths with one adapter that is in memory', () => {
  it('attach', async () => {
    const { Adapter } = await import('socket.io-adapter');
    class OwnAdapter extends Adapter {}
    expect(await problemsWith({ adapter: OwnAdapter })).to.deep.equal([]);
    expect(
      await problemsWith({
        adapter: function own(nsp: never) {
          return new OwnAdapter(nsp);
        },
      } as AttachOptions['server']),
    ).to.deep.equal([]);
  });
});
