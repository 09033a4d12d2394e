import { expect } from 'chai';
import { type PresenceNews, type PresenceRedis, redisPresence } from '../../../src';
import { OutOfStep } from '../../support/out-of-step';
import { TestRedis } from '../../support/redis';
import { until } from '../../support/until';
import { PresenceCluster } from './nodes';

const empty = { path: '/live', left: [], graceMs: 50, generation: '', isRestoring: false, isLast: false };

describe('a client of Redis that gives the answers of other calls', () => {
  it('makes no node tell of a user by them: reports are sent again until one has its own answer', () =>
    PresenceCluster.run({ leaseMs: 1_200, graceMs: 200 }, async (cluster) => {
      const { redis, story } = cluster;
      const client = new OutOfStep(await redis.connectNodeRedis());
      const start = (name: string) => cluster.start(name, () => redisPresence(client, { leaseMs: 1_200 }));
      const [one, other] = [await start('one'), await start('other')];
      await one.come('ada');
      await other.come('bob');
      const before = client.calls;
      await until(() => client.calls > before + 6, 'reports are sent again');
      expect(story.lines).to.deep.equal([]);
      expect(one.logger.at('warn').map(({ details }) => String(details[0]))).to.satisfy((errors: string[]) =>
        errors.some((each) => each.includes('The client of redisPresence gave the answer of another command')),
      );

      client.isInOrder = true;
      await story.told('ada', 'online');
      await story.told('bob', 'online');
      expect([story.by('ada'), story.by('bob')]).to.deep.equal(['one', 'other']);
    }));

  it('is not there: redisPresence says that it has no client', () => {
    for (const client of [undefined, {}, { get: () => 1 }]) {
      expect(() => redisPresence(client as PresenceRedis)).to.throw(
        TypeError,
        'redisPresence has no client; expected one of ioredis or redis',
      );
    }
  });
});

describe('a node that sends one report again and again, as it gets no answer', () => {
  it('is alive: no other node is told that its users went offline', async () => {
    await using redis = await TestRedis.start();
    const store = redisPresence(await redis.connect(), { leaseMs: 400 });
    const report = (node: string, number: number, came: readonly string[] = []): Promise<PresenceNews> =>
      store.report({ ...empty, node, number, came });
    const offline: string[] = [];
    const end = performance.now() + 1_200;
    let number = 0;
    await until(async () => {
      expect((await report('asking', 1, ['ada'])).online).to.deep.equal(['ada']);
      offline.push(...(await report('other', (number += 1))).offline);
      return performance.now() > end;
    }, 'three leases are over');
    expect(offline).to.deep.equal([]);
    expect(await report('asking', 2)).to.include({ isLost: false });
  });
});
