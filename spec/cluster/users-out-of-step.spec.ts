import { createAdapter } from '@socket.io/redis-adapter';
import { expect } from 'chai';
import { GatewayBase, RedisIdempotencyStore, WebSocketGateway } from '../../src';
import { TestApplication } from '../support/application';
import { TestRedis } from '../support/redis';

@WebSocketGateway()
class HallGateway extends GatewayBase {}

describe('host.users() where the client of the adapter gives it the answer of a store of answers', () => {
  it('is not complete: what the store was told is taken for no number of servers', async () => {
    await using redis = await TestRedis.start();
    const [asking, other] = [await redis.connectNodeRedis(), await redis.connectNodeRedis()];
    const attach = async (application: TestApplication, publisher: typeof asking) => {
      const adapter = createAdapter(publisher, await redis.connectNodeRedis(), { requestsTimeout: 500 });
      const host = application.attach({ gateways: [HallGateway], server: { adapter } });
      await application.listen();
      return host;
    };
    await using one = new TestApplication();
    await using another = new TestApplication();
    const host = await attach(one, asking);
    await attach(another, other);

    const evaluate = asking.eval.bind(asking);
    const send = asking.sendCommand.bind(asking);
    const answers: unknown[] = [];
    const remember = async (...call: Parameters<typeof evaluate>): Promise<unknown> => {
      const answer = await evaluate(...call);
      answers.push(answer);
      return answer;
    };
    Object.assign(asking, { eval: remember });
    const store = new RedisIdempotencyStore(asking);
    await store.putIfAbsent('key', 'one', 60_000);
    await store.replace('key', 'one', 'other', 60_000);
    await store.remove('key', 'other');
    expect(answers).to.have.length(3);
    for (const answer of answers) {
      asking.sendCommand = ((args: readonly string[], ...more: never[]) =>
        args[0] === 'PUBSUB' ? Promise.resolve(answer) : send(args, ...more)) as typeof send; // it gives anything
      expect(await host.users(HallGateway)).to.deep.equal({ users: 0, clients: 0, complete: false });
    }
  });
});
