import { expect } from 'chai';
import Joi from 'joi';
import { GatewayBase, RateLimit, SubscribeMessage, WebSocketGateway, WsBody } from '../../src';
import { stream } from '../../src/client';
import { RawSession } from '../support/raw-session';
import { transports } from '../support/transports';
import { until } from '../support/until';
import { answerTo } from '../support/wire';
import { measured } from './measured';

@WebSocketGateway({ path: '/valued' })
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
  async *count() {
    yield 1;
    await new Promise((resolve) => this.context.signal.addEventListener('abort', resolve));
  }
}

for (const transport of transports) {
  describe(`a metric, over ${transport},`, () => {
    const options = { transports: [transport] };

    it('counts limits that were hit', () =>
      measured([ValuedGateway], async ({ application, valueOf }) => {
        const sio = await application.connect('/valued', options);
        for (let time = 0; time < 3; time += 1) await answerTo({ sio }, 'limited');
        expect(await valueOf('limit_hits_total', { limit: '@RateLimit', closed: 'false' })).to.equal(2);
      }));

    it('shows streams that are open', () =>
      measured([ValuedGateway], async ({ application, valueOf }) => {
        const sio = await application.connect('/valued', options);
        const items = stream<number>(sio, 'count');
        expect((await items.next()).value).to.equal(1);
        expect(await valueOf('streams_open', { namespace: '/' })).to.equal(1);
        await items.return(undefined);
        await until(async () => (await valueOf('streams_open')) === 0, 'it has ended');
      }));

    it('counts payloads that were right as they are, and those that Joi had to look at', () =>
      measured([ValuedGateway], async ({ application, valueOf }) => {
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
      measured([ValuedGateway], async ({ application, valueOf }) => {
        const sio = await application.connect('/valued', options);
        const sent = JSON.stringify(['say', { count: 1 }]).length;
        const before = await valueOf('bytes_total', { direction: 'in', transport });
        await answerTo({ sio }, 'say', { count: 1 });
        const bytes = (await valueOf('bytes_total', { direction: 'in', transport })) - before;
        expect(bytes).to.be.within(sent, sent + 20);
        expect(await valueOf('bytes_total', { direction: 'out', transport })).to.be.above(0);
      }));

    it('shows clients that do not read, and the bytes that wait for them', () =>
      measured([ValuedGateway], async ({ application, host, valueOf }) => {
        const session = await RawSession.open(application.url, '/valued', transport);
        await session.connect();
        session.stopReading();
        const [socket] = host.of(ValuedGateway).sockets.values();
        // The kernel takes some of it; it stops long before the client is closed.
        for (let sent = 0; sent < 2_000 && (await valueOf('slow_clients')) === 0; sent += 1)
          socket?.emit('drop', 'x'.repeat(32 * 1024));
        expect(await valueOf('slow_clients')).to.equal(1);
        expect(await valueOf('buffered_bytes')).to.be.above(32 * 1024);
        session.close();
      }));
  });
}
