import { expect } from 'chai';
import { GatewayBase, SubscribeMessage, Timeout, WebSocketGateway } from '../../src';
import { channels } from '../../src/channels';
import { deferred } from '../support/deferred';
import { transports } from '../support/transports';
import { until } from '../support/until';
import { answerTo } from '../support/wire';
import { measured, type ValueOf } from './measured';

let gate = deferred();

@WebSocketGateway({ path: '/counted', ordering: 'serial' })
class CountedGateway extends GatewayBase {
  @SubscribeMessage
  answers() {
    return 'here';
  }

  @SubscribeMessage
  waits() {
    return gate.promise;
  }

  @SubscribeMessage
  @Timeout(30)
  isLate() {
    return gate.promise;
  }

  @SubscribeMessage
  leaves() {
    this.context.socket.disconnect(true);
  }
}

const ended = (valueOf: ValueOf, code: string): Promise<number> => valueOf('events_total', { code });

for (const transport of transports) {
  for (const isWatched of [false, true]) {
    const also = isWatched ? ' by metrics beside a subscriber of the channel' : ' by metrics alone';
    describe(`an event that is counted${also}, over ${transport},`, () => {
      const options = { transports: [transport] };
      const messages: unknown[] = [];
      const note = (message: unknown): void => void messages.push(message);

      beforeEach(() => {
        gate = deferred();
        messages.length = 0;
        if (isWatched) channels.event.asyncEnd.subscribe(note);
      });
      afterEach(() => channels.event.asyncEnd.unsubscribe(note));

      it('has a message where there is a subscriber, and none where there is not', () =>
        measured([CountedGateway], async ({ application, valueOf }) => {
          const sio = await application.connect('/counted', options);
          await answerTo({ sio }, 'answers');
          await until(async () => (await ended(valueOf, 'ok')) === 1, 'it is counted');
          expect(channels.event.hasSubscribers).to.equal(isWatched);
          expect(messages).to.have.length(isWatched ? 1 : 0);
        }));

      it('has waited in its queue, and not in its handler', () =>
        measured([CountedGateway], async ({ application, valueOf, sumOf }) => {
          const sio = await application.connect('/counted', options);
          const first = answerTo({ sio }, 'waits');
          const second = answerTo({ sio }, 'answers');
          await until(async () => (await valueOf('events_waiting')) === 1, 'the second one waits');
          const since = performance.now();
          await until(() => performance.now() - since > 20, 'the second one has waited for 20 ms');
          gate.resolve();
          await Promise.all([first, second]);
          await until(async () => (await ended(valueOf, 'ok')) === 2, 'both are counted');
          const queue = await sumOf('event_queue_seconds', { event: 'answers' });
          const handler = await sumOf('event_handler_seconds', { event: 'answers' });
          expect(queue).to.be.above(0.02);
          expect(handler).to.be.below(queue);
          expect(await sumOf('event_handler_seconds', { event: 'waits' })).to.be.above(0.02);
          expect(await sumOf('event_seconds', { event: 'answers' })).to.be.above(queue);
        }));

      it('is counted once where its time is up, and never again when its handler ends', () =>
        measured([CountedGateway], async ({ application, valueOf }) => {
          const sio = await application.connect('/counted', options);
          await answerTo({ sio }, 'isLate');
          expect(await ended(valueOf, '1013')).to.equal(1);
          gate.resolve();
          await answerTo({ sio }, 'answers'); // it has waited for the one before it
          await until(async () => (await ended(valueOf, 'ok')) === 1, 'it is counted');
          expect(await valueOf('events_total')).to.equal(2);
          expect(messages).to.have.length(isWatched ? 2 : 0);
        }));

      it('is cancelled where its client has left meanwhile', () =>
        measured([CountedGateway], async ({ application, valueOf }) => {
          const sio = await application.connect('/counted', options);
          sio.emit('leaves');
          await until(async () => (await valueOf('events_total')) === 1, 'it is counted');
          expect(await ended(valueOf, 'cancelled')).to.equal(1);
        }));

      it('is counted as refused where nobody handles it', () =>
        measured([CountedGateway], async ({ application, valueOf }) => {
          const sio = await application.connect('/counted', options);
          await answerTo({ sio }, 'unknown');
          expect(await valueOf('events_total', { event: 'other', code: '1003' })).to.equal(1);
        }));
    });
  }
}
