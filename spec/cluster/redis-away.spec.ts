import { createAdapter } from '@socket.io/redis-adapter';
import { expect } from 'chai';
import { GatewayBase, WebSocketGateway } from '../../src';
import { TestApplication } from '../support/application';
import { RecordingLogger } from '../support/recording-logger';
import { type AnyRedis, TestRedis } from '../support/redis';
import { until } from '../support/until';

@WebSocketGateway()
class NewsGateway extends GatewayBase {}

const clients: Readonly<Record<string, (redis: TestRedis) => Promise<AnyRedis>>> = {
  ioredis: (redis) => redis.connect(),
  'node-redis': (redis) => redis.connectNodeRedis(),
};

for (const [name, connect] of Object.entries(clients)) {
  describe(`what is emitted while Redis is dead, with its adapter on ${name}`, () => {
    // An unhandled rejection, which would end the process of an application, fails a spec.
    it('does not end the process, and the log says once that it does not reach the other servers', async () => {
      await using redis = await TestRedis.start();
      const [publisher, subscriber] = [await connect(redis), await connect(redis)];
      const logger = new RecordingLogger();
      await using application = new TestApplication();
      const host = application.attach({
        gateways: [NewsGateway],
        server: { adapter: createAdapter(publisher, subscriber) },
        logger,
      });
      await application.listen();
      host.of(NewsGateway).emit('news', 'before');
      await publisher.ping('-');
      expect(logger.at('error')).to.deep.equal([]);

      await redis.end();
      for (const number of [1, 2, 3]) host.of(NewsGateway).emit('news', number);
      await until(() => logger.at('error').length > 0, 'the log says so');
      expect(logger.at('error').map(({ message }) => message)).to.deep.equal([
        'What is emitted on the path /socket.io does not reach the other servers: its adapter cannot publish it',
      ]);
    });
  });
}
