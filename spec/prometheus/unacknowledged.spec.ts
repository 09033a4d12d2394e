import { expect } from 'chai';
import {
  channels,
  GatewayBase,
  SubscribeMessage,
  type UnacknowledgedMessage,
  WebSocketGateway,
  WsBody,
} from '../../src';
import { next } from '../support/application';
import { deferred } from '../support/deferred';
import { transports } from '../support/transports';
import { until } from '../support/until';
import { answerTo } from '../support/wire';
import { measured } from './measured';

let timedOut = deferred();

@WebSocketGateway({ path: '/asking' })
class AskingGateway extends GatewayBase {
  @SubscribeMessage
  asks(@WsBody() { timeoutMs, everyone }: { timeoutMs?: number; everyone?: boolean }) {
    const { socket } = this.context;
    const asked = (error: unknown): void => {
      if (error instanceof Error) timedOut.resolve();
    };
    if (everyone) socket.nsp.timeout(timeoutMs ?? 0).emit('question', asked);
    else if (timeoutMs === undefined) socket.emit('question', asked);
    else socket.timeout(timeoutMs).emit('question', asked);
  }
}

for (const transport of transports) {
  describe(`gateways_unacknowledged_total, over ${transport},`, () => {
    const options = { transports: [transport] };
    beforeEach(() => (timedOut = deferred()));

    it('counts an acknowledgement whose time is up', () =>
      measured([AskingGateway], async ({ application, valueOf }) => {
        const sio = await application.connect('/asking', options);
        await answerTo({ sio }, 'asks', { timeoutMs: 1 });
        await until(async () => (await valueOf('unacknowledged_total', { reason: 'timeout' })) === 1, 'it is counted');
      }));

    it('counts those that a client owes which leaves, where they have no time', () =>
      measured([AskingGateway], async ({ application, valueOf }) => {
        const sio = await application.connect('/asking', options);
        for (let time = 0; time < 2; time += 1) await answerTo({ sio }, 'asks', {});
        sio.once('question', (answer: () => void) => answer());
        await answerTo({ sio }, 'asks', {}); // this one is acknowledged
        expect(await valueOf('unacknowledged_total')).to.equal(0);
        sio.disconnect();
        await until(async () => (await valueOf('unacknowledged_total', { reason: 'left' })) === 2, 'they are counted');
        expect(await valueOf('unacknowledged_total')).to.equal(2);
      }));

    for (const everyone of [false, true]) {
      const what = everyone ? 'one of a broadcast' : 'one with a time';
      it(`never counts ${what} twice, whose client has left before its time is up`, () =>
        measured([AskingGateway], async ({ application, host, valueOf }) => {
          const sio = await application.connect('/asking', options);
          const [socket] = host.of(AskingGateway).sockets.values();
          const left = new Promise((resolve) => socket!.once('disconnect', resolve));
          const question = next(sio, 'question');
          sio.emit('asks', { timeoutMs: 300, everyone });
          await question;
          sio.disconnect();
          await left;
          await timedOut.promise;
          expect(await valueOf('unacknowledged_total')).to.equal(1);
        }));
    }

    it('counts those of its own host alone', () =>
      measured([AskingGateway], async ({ valueOf }) => {
        await measured([AskingGateway], async ({ application, valueOf: valueOfOther }) => {
          const told: UnacknowledgedMessage[] = [];
          const listener = (message: UnacknowledgedMessage): void => void told.push(message);
          channels.unacknowledged.subscribe(listener);
          const sio = await application.connect('/asking', options);
          await answerTo({ sio }, 'asks', { timeoutMs: 1 });
          await until(async () => (await valueOfOther('unacknowledged_total')) === 1, 'it is counted');
          channels.unacknowledged.unsubscribe(listener);
          expect(told).to.have.length(1);
          expect(await valueOf('unacknowledged_total')).to.equal(0);
        });
      }));
  });
}
