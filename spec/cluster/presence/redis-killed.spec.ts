import { expect } from 'chai';
import { PresenceCluster } from './nodes';

describe('a Redis that is killed, and started again empty', function () {
  this.timeout(30_000); // an answer that does not come is waited for six seconds

  it('makes host.users() incomplete until it is back, and nobody comes or goes by it', () =>
    PresenceCluster.run({ leaseMs: 1_200, graceMs: 200 }, async (cluster) => {
      const { redis, story } = cluster;
      const [one, other] = [await cluster.start('one'), await cluster.start('other')];
      await one.come('ada');
      await other.come('bob');
      for (const user of ['ada', 'bob']) await story.told(user, 'online');
      const count = (): Promise<unknown> => one.host.users(one.gateway);

      await redis.end();
      await other.come('cyd');
      expect(await count()).to.deep.equal({ users: 1, clients: 1, complete: false });
      await redis.startAgain();

      await story.told('cyd', 'online');
      for (const user of ['ada', 'bob']) await story.told(user, 'online');
      expect(await count()).to.deep.equal({ users: 3, clients: 3, complete: true });
    }));
});
