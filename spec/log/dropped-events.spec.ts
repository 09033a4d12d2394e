import { expect } from 'chai';
import { GatewayBase, OnConnected, SubscribeMessage, WebSocketException, WebSocketGateway } from '../../src';
import { TestGateway } from '../../src/testing';
import { watching } from '../channels/watching';
import { deferred } from '../support/deferred';
import { RecordingLogger } from '../support/recording-logger';
import { transports } from '../support/transports';
import { until } from '../support/until';

let hook = deferred();
let ran = 0;

@WebSocketGateway({ path: '/dropped' })
class DroppedGateway extends GatewayBase {
  @OnConnected()
  async connected() {
    await hook.promise;
  }

  @SubscribeMessage
  say() {
    ran += 1;
  }
}

const logger = new RecordingLogger();
const kit = TestGateway.createTestModule({ gateways: [DroppedGateway], options: { logger } });

for (const transport of transports) {
  describe(`Events that wait for @OnConnected and never run, over ${transport},`, () => {
    beforeEach(() => {
      hook = deferred();
      ran = 0;
      logger.clear();
    });

    it('are told of when it fails: one line for all of them, and each is cancelled on the channel', () =>
      watching(({ events }) =>
        kit.runWithServer(async (ctx) => {
          await ctx.connect({ transports: [transport] });
          for (let time = 0; time < 5; time += 1) ctx.sio.emit('say');
          const waiting = (): number | undefined => ctx.host.statistics().namespaces[0]?.eventsWaiting;
          await until(() => waiting() === 5, 'they wait');
          hook.reject(new WebSocketException(4001, 'Full'));
          await until(() => events.length === 5, 'all are told of');
          expect(logger.at('info').map(({ message, fields }) => [message, fields.count])).to.deep.equal([
            ['5 events were dropped: waiting for DroppedGateway.connected, which has failed', 5],
          ]);
          for (const { outcome, decidedBy, code } of events) {
            expect(outcome).to.equal('cancelled');
            expect(code).to.equal(undefined);
            expect(decidedBy).to.deep.equal({ step: 'handler', name: '@OnConnected' });
          }
          expect(ran).to.equal(0);
        }),
      ));

    it('are told of where their client has left meanwhile, for those who look for it', () =>
      kit.runWithServer(async (ctx) => {
        await ctx.connect({ transports: [transport] });
        ctx.sio.emit('say');
        const waiting = (): number | undefined => ctx.host.statistics().namespaces[0]?.eventsWaiting;
        await until(() => waiting() === 1, 'it waits');
        ctx.sio.disconnect();
        await until(() => logger.lines.some((line) => line.includes('A client has left')), 'it has left');
        hook.resolve();
        const line = 'debug: An event was dropped: the client has left before DroppedGateway.connected was done';
        await until(() => logger.lines.includes(line), 'it is told of');
        expect(logger.at('info').filter(({ message }) => message.includes('dropped'))).to.deep.equal([]);
      }));
  });
}
