import { expect } from 'chai';
import Joi from 'joi';
import { Registry } from 'prom-client';
import { GatewayBase, type GatewayHost, RateLimit, SubscribeMessage, WebSocketGateway, WsBody } from '../../src';
import { gatewayMetrics } from '../../src/prometheus';
import { stream } from '../../src/client';
import { TestApplication } from '../support/application';
import { RawSession } from '../support/raw-session';
import { RecordingLogger } from '../support/recording-logger';
import { transports } from '../support/transports';
import { until } from '../support/until';
import { answerTo } from '../support/wire';

@WebSocketGateway({ path: '/valued', connectionStateRecovery: {} })
class ValuedGateway extends GatewayBase {
  @SubscribeMessage
  say(@WsBody(Joi.object({ count: Joi.number().required() })) { count }: { count: number }) {
    return count;
  }

  @SubscribeMessage
  @RateLimit({ points: 1, durationMs: 60_000 })
  limited() {
    return 'once';
  }

  @SubscribeMessage
  asks() {
    this.context.socket.timeout(1).emit('question', () => undefined);
  }

  @SubscribeMessage
  async *count() {
    yield 1;
    await new Promise((resolve) => this.context.signal.addEventListener('abort', resolve));
  }
}

for (const transport of transports) {
  describe(`a metric, over ${transport},`, () => {
    type ValueOf = (name: string, labels?: Readonly<Record<string, string>>) => Promise<number>;

    /** Gives the value of a metric, all series with such labels together. */
    async function measured(body: (application: TestApplication, valueOf: ValueOf) => Promise<void>): Promise<void> {
      const register = new Registry();
      await using application = new TestApplication();
      const host = application.attach({ gateways: [ValuedGateway], logger: new RecordingLogger() });
      const metrics = gatewayMetrics(host, { register });
      await application.listen();
      try {
        await body(application, async (name, labels = {}) => {
          const found = (await register.getMetricsAsJSON()).find((metric) => metric.name === `gateways_${name}`);
          expect(found, name).to.be.an('object');
          const values = (found as unknown as { values: { labels: Record<string, string>; value: number }[] }).values;
          return values
            .filter((each) => Object.entries(labels).every(([label, value]) => each.labels[label] === value))
            .reduce((sum, { value }) => sum + value, 0);
        });
      } finally {
        metrics.stop();
      }
    }
    const options = { transports: [transport] };

    it('counts recoveries, and those that fail by their reason', () =>
      measured(async (application, valueOf) => {
        await application.connect('/valued', { ...options, auth: { pid: 'made-up', offset: 'x' } });
        expect(await valueOf('recoveries_total', { namespace: '/', result: 'unknown' })).to.equal(1);
        const sio = await application.connect('/valued', { ...options, reconnection: true, reconnectionDelay: 1 });
        const packet = new Promise((resolve) => sio.io.once('packet', resolve));
        (application.app.locals.gateways as GatewayHost).of(ValuedGateway).emit('news'); // it has an offset then
        await packet;
        const back = new Promise((resolve) => sio.once('connect', () => resolve(sio.recovered)));
        sio.io.engine.close();
        expect(await back).to.equal(true);
        expect(await valueOf('recoveries_total', { result: 'recovered' })).to.equal(1);
        expect(await valueOf('sessions_waiting')).to.be.within(0, 1);
      }));

    it('counts limits that were hit', () =>
      measured(async (application, valueOf) => {
        const sio = await application.connect('/valued', options);
        for (let time = 0; time < 3; time += 1) await answerTo({ sio }, 'limited');
        expect(await valueOf('limit_hits_total', { limit: '@RateLimit', closed: 'false' })).to.equal(2);
      }));

    it('counts acknowledgements that the server did not get', () =>
      measured(async (application, valueOf) => {
        const sio = await application.connect('/valued', options);
        await answerTo({ sio }, 'asks');
        await until(async () => (await valueOf('unacknowledged_total', { reason: 'timeout' })) === 1, 'it is counted');
      }));

    it('shows streams that are open', () =>
      measured(async (application, valueOf) => {
        const sio = await application.connect('/valued', options);
        const items = stream<number>(sio, 'count');
        expect((await items.next()).value).to.equal(1);
        expect(await valueOf('streams_open', { namespace: '/' })).to.equal(1);
        await items.return(undefined);
        await until(async () => (await valueOf('streams_open')) === 0, 'it has ended');
      }));

    it('counts payloads that were right as they are, and those that Joi had to look at', () =>
      measured(async (application, valueOf) => {
        const sio = await application.connect('/valued', options);
        const [hits, misses] = [
          await valueOf('fast_path_total', { result: 'hit' }),
          await valueOf('fast_path_total', { result: 'miss' }),
        ];
        await answerTo({ sio }, 'say', { count: 1 });
        await answerTo({ sio }, 'say', { count: '1' }); // Joi makes a number of it
        expect(await valueOf('fast_path_total', { result: 'hit' })).to.equal(hits + 1);
        expect(await valueOf('fast_path_total', { result: 'miss' })).to.equal(misses + 1);
      }));

    it('counts bytes in and out by transport', () =>
      measured(async (application, valueOf) => {
        const sio = await application.connect('/valued', options);
        const sent = JSON.stringify(['say', { count: 1 }]).length;
        const before = await valueOf('bytes_total', { direction: 'in', transport });
        await answerTo({ sio }, 'say', { count: 1 });
        const bytes = (await valueOf('bytes_total', { direction: 'in', transport })) - before;
        expect(bytes).to.be.within(sent, sent + 20);
        expect(await valueOf('bytes_total', { direction: 'out', transport })).to.be.above(0);
      }));

    it('shows clients that do not read, and the bytes that wait for them', () =>
      measured(async (application, valueOf) => {
        const session = await RawSession.open(application.url, '/valued', transport);
        await session.connect();
        session.stopReading();
        const [socket] = (application.app.locals.gateways as GatewayHost).of(ValuedGateway).sockets.values();
        // The kernel takes some of it; it stops long before the client is closed.
        for (let sent = 0; sent < 2_000 && (await valueOf('slow_clients')) === 0; sent += 1)
          socket?.emit('drop', 'x'.repeat(32 * 1024));
        expect(await valueOf('slow_clients')).to.equal(1);
        expect(await valueOf('buffered_bytes')).to.be.above(32 * 1024);
        session.close();
      }));
  });
}
