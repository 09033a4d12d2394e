import { expect } from 'chai';
import { type PresenceNews, redisPresence } from '../../../src';
import { TestRedis } from '../../support/redis';
import { until } from '../../support/until';
import { PresenceCluster, type PresenceNode } from './nodes';

/** Short, for specs. */
const times = { leaseMs: 1_200, graceMs: 200 };

async function hasLeft({ host, gateway }: PresenceNode, clients = 0): Promise<void> {
  await until(() => host.of(gateway).sockets.size === clients, 'it has left');
}

for (const library of ['ioredis', 'node-redis'] as const) {
  describe(`users on several nodes, remembered in Redis with ${library}`, () => {
    it('come online with their first client and go offline with their last, on whatever node, and one node is told', () =>
      PresenceCluster.run({ ...times, library }, async (cluster) => {
        const { story } = cluster;
        const nodes = [await cluster.start('one'), await cluster.start('other'), await cluster.start('third')] as const;
        const clients = await Promise.all(nodes.map((node) => node.come('ada')));
        await story.told('ada', 'online');
        for (const client of clients) client.disconnect();
        const again = await nodes[0].come('ada');
        await nodes[1].come('bob');
        await story.told('bob', 'online');
        await story.told('ada', 'online');
        again.disconnect();
        await story.told('ada', 'online, offline');
        expect(story.by('ada')).to.equal('one');
        await nodes[2].come('ada');
        await story.told('ada', 'online, offline, online');
        expect(story.by('ada')).to.equal('third');
      }));
  });
}

describe('users on several nodes', () => {
  it('do not flicker while they move from node to node', () =>
    PresenceCluster.run({ leaseMs: 1_200, graceMs: 3_000 }, async (cluster) => {
      const nodes = [await cluster.start('one'), await cluster.start('other')] as const;
      for (let move = 0; move < 20; move += 1) {
        const client = await nodes[move % 2]!.come('ada');
        const moving = nodes[(move + 1) % 2]!.come('ada');
        client.disconnect();
        await moving.then((other) => other.disconnect());
      }
      await nodes[0].come('ada');
      await nodes[1].come('bob');
      await cluster.story.told('bob', 'online');
      await cluster.story.told('ada', 'online');
    }));

  it('are told of by another node when theirs has closed and they do not come back', () =>
    PresenceCluster.run(times, async (cluster) => {
      const [one, other] = [await cluster.start('one'), await cluster.start('other')];
      await one.come('ada');
      await one.come('bob');
      await other.come('bob');
      await cluster.story.told('ada', 'online');
      await cluster.story.told('bob', 'online');
      await one.close();
      await cluster.story.told('ada', 'online, offline');
      expect(cluster.story.by('ada')).to.equal('other');
      await cluster.story.told('bob', 'online');
    }));

  it('are told of by a node that starts later where no other was left', () =>
    PresenceCluster.run(times, async (cluster) => {
      const one = await cluster.start('one');
      await one.come('ada');
      await cluster.story.told('ada', 'online');
      await one.close();
      await cluster.story.told('ada', 'online');
      await cluster.start('later');
      await cluster.story.told('ada', 'online, offline');
    }));

  it('of different paths are others', () =>
    PresenceCluster.run(times, async (cluster) => {
      const keys = await cluster.redis.connect();
      await (await cluster.start('one')).come('ada');
      await cluster.story.told('ada', 'online');
      const names = await keys.keys('*');
      expect(names.every((name) => name.startsWith('{gateways:presence:/live}:'))).to.equal(true);
      for (const name of names) expect(await keys.ttl(name)).to.be.within(1, 86_400);
    }));
});

describe('a node that dies', () => {
  it('has its users told of by another, with those who were about to go, and without those who have moved', () =>
    PresenceCluster.run({ leaseMs: 1_200, graceMs: 1_000 }, async (cluster) => {
      const { story } = cluster;
      const [dying, other] = [await cluster.fork('dying'), await cluster.start('other')];
      const going = await dying.come('eve');
      for (const user of ['ada', 'bob', 'cyd']) await dying.come(user);
      await other.come('bob');
      for (const user of ['ada', 'bob', 'cyd', 'eve']) await story.told(user, 'online');
      going.disconnect();
      await until(async () => (await other.host.users(other.gateway)).clients === 4, 'she has left');
      dying.signal('SIGKILL');
      await other.come('cyd');
      for (const user of ['ada', 'eve']) {
        await story.told(user, 'online, offline');
        expect(story.by(user)).to.equal('other');
      }
      for (const user of ['bob', 'cyd']) await story.told(user, 'online');
    }));
});

describe('a node that is stopped', () => {
  it('makes host.users() incomplete in bounded time, loses its users to another, and has them back when it goes on', () =>
    PresenceCluster.run(times, async (cluster) => {
      const { story } = cluster;
      const [stopped, other] = [await cluster.fork('stopped'), await cluster.start('other')];
      await stopped.come('ada');
      await other.come('bob');
      await story.told('ada', 'online');
      const count = (): Promise<unknown> => other.host.users(other.gateway);
      await until(async () => (await other.host.users(other.gateway)).users === 2, 'both are counted');
      stopped.signal('SIGSTOP');
      expect(await count()).to.deep.equal({ users: 1, clients: 1, complete: false });
      await story.told('ada', 'online, offline');
      expect(story.by('ada')).to.equal('other');
      stopped.signal('SIGCONT');
      await story.told('ada', 'online, offline, online');
      expect(await count()).to.deep.equal({ users: 2, clients: 2, complete: true });
      await story.told('bob', 'online');
    }));
});

describe('a store that fails', () => {
  it('is asked again, and nobody is told of twice or not at all where its answer was lost', () =>
    PresenceCluster.run(times, async (cluster) => {
      let isLost = false;
      const node = await cluster.start('one', (store) => ({
        leaseMs: store.leaseMs!,
        async report(report) {
          const news = await store.report(report);
          isLost = !isLost;
          if (isLost) throw new Error('the answer was lost');
          return news;
        },
      }));
      const client = await node.come('ada');
      await cluster.story.told('ada', 'online');
      client.disconnect();
      await hasLeft(node);
      await cluster.story.told('ada', 'online, offline');
      expect(node.logger.at('warn').map(({ message }) => message)).to.include(
        'The presence store has failed; it is asked again until it answers',
      );
      expect(node.logger.at('info').map(({ message }) => message)).to.include('The presence store answers again');
    }));

  it('does not answer any node for two leases: nobody goes by that', () =>
    PresenceCluster.run(times, async (cluster) => {
      const { story } = cluster;
      const [one, other] = [await cluster.start('one'), await cluster.start('other')];
      const leaving = await one.come('ada');
      await other.come('bob');
      for (const user of ['ada', 'bob']) await story.told(user, 'online');
      const observer = await cluster.redis.connect();
      await observer.client('PAUSE', 2 * times.leaseMs, 'ALL');
      leaving.disconnect();
      await hasLeft(one);
      await other.come('cyd');
      await story.told('cyd', 'online');
      await story.told('ada', 'online, offline');
      await story.told('bob', 'online');
    }));

  for (const [what, empty] of [
    ['and is emptied', true],
    ['and keeps what it has', false],
  ] as const) {
    it(`for longer than a lease ${what}: those who stayed are told of no second time, and those who left are`, () =>
      PresenceCluster.run(times, async (cluster) => {
        const { story } = cluster;
        let isAway = false;
        const start = (name: string): Promise<PresenceNode> =>
          cluster.start(name, (store) => ({
            leaseMs: store.leaseMs!,
            report: (each) => (isAway ? Promise.reject(new Error('Redis is away')) : store.report(each)),
          }));
        const [one, other] = [await start('one'), await start('other')];
        await one.come('ada');
        const leaving = await one.come('bob');
        await other.come('cyd');
        for (const user of ['ada', 'bob', 'cyd']) await story.told(user, 'online');
        isAway = true;
        leaving.disconnect();
        await hasLeft(one, 1);
        await other.come('ada');
        await other.come('dan');
        const observer = await cluster.redis.connect();
        const end = performance.now() + 1.5 * times.leaseMs;
        await until(() => performance.now() > end, 'a lease is over');
        if (empty) await observer.flushall();
        isAway = false;
        await story.told('dan', 'online');
        await story.told('bob', 'online, offline');
        await story.told('ada', 'online');
        await story.told('cyd', 'online');
      }));
  }
});

describe('a store with many users', () => {
  it('tells of all of them, when they come and when their node has died, a thousand at a time', async () => {
    await using redis = await TestRedis.start();
    const store = redisPresence(await redis.connect(), { leaseMs: 400 });
    const users = Array.from({ length: 2_500 }, (_, index) => `user ${index}`);
    const report = (node: string, number: number, came: readonly string[] = []): Promise<PresenceNews> =>
      store.report({
        path: '/live',
        node,
        number,
        came,
        left: [],
        graceMs: 50,
        generation: '',
        isRestoring: false,
        isLast: false,
      });
    expect((await report('dying', 1, users)).online).to.have.length(users.length);
    const offline: string[] = [];
    let number = 0;
    await until(async () => {
      const news = await report('other', (number += 1));
      expect(news.offline.length).to.be.at.most(1_000);
      offline.push(...news.offline);
      return offline.length >= users.length;
    }, 'all are offline');
    expect(offline.sort()).to.deep.equal(users.toSorted());
    expect(await report('dying', 2)).to.include({ isLost: true });
  });
});
