import { createAdapter } from '@socket.io/redis-adapter';
import { createAdapter as createStreamsAdapter } from '@socket.io/redis-streams-adapter';
import { expect } from 'chai';
import { createClient } from 'redis';
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
      for (const client of [publisher, subscriber]) await client.ping('-'); // what the adapter has asked for is there
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

describe('clients that leave while Redis does not answer, with the adapter of its streams on node-redis', () => {
  it('do not end the process when the connection is lost, and the log says once that their sessions are not kept', async () => {
    await using redis = await TestRedis.start();
    const client = createClient({ socket: { path: redis.socket, tls: false } }).on('error', () => undefined);
    await client.connect();
    const logger = new RecordingLogger();
    await using application = new TestApplication();
    const host = application.attach({
      gateways: [NewsGateway],
      server: {
        adapter: createStreamsAdapter(client, { blockTimeInMs: 50 }),
        connectionStateRecovery: { maxDisconnectionDuration: 60_000 },
      },
      logger,
    });
    await application.listen();
    const clients = [await application.connect('/socket.io'), await application.connect('/socket.io')];

    await (await redis.connect()).client('PAUSE', 60_000, 'ALL');
    for (const each of clients) each.io.engine.close();
    await until(() => host.of(NewsGateway).sockets.size === 0, 'they have left');
    await redis.end();
    try {
      await until(() => logger.at('error').length > 0, 'the log says so');
      expect(logger.at('error').map(({ message }) => message)).to.deep.equal([
        'Sessions of clients of / are not kept: the adapter cannot store them',
      ]);
    } finally {
      await redis.startAgain();
      await host.close();
      client.destroy();
    }
  });
});
