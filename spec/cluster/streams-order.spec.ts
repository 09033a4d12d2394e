import { expect } from 'chai';
import { GatewayBase, SubscribeMessage, WebSocketException, WebSocketGateway, WsResponse } from '../../src';
import { deferred } from '../support/deferred';
import { runStreams } from '../support/streams';
import { transports } from '../support/transports';
import { answerTo } from '../support/wire';

const TIMES = 10;

class Held {
  static begun = 0;
  static all = deferred();
  static release = deferred();

  static reset(): void {
    Held.begun = 0;
    Held.all = deferred();
    Held.release = deferred();
  }
}

@WebSocketGateway({ namespace: '/order', connectionStateRecovery: { maxDisconnectionDuration: 10_000 } })
class OrderGateway extends GatewayBase {
  @SubscribeMessage()
  fail(): never {
    throw new WebSocketException(4000, 'Go away', { disconnect: true });
  }

  @SubscribeMessage()
  async *items(): AsyncGenerator<number, string> {
    for (let item = 0; item < 3; item += 1) {
      await Promise.resolve();
      yield item;
    }
    return 'end';
  }

  @SubscribeMessage()
  async held(what: 'ack' | 'value' | 'response'): Promise<unknown> {
    if ((Held.begun += 1) === TIMES) Held.all.resolve();
    await Held.release.promise;
    return what === 'response' ? new WsResponse('held', what) : what;
  }
}

const server = { connectionStateRecovery: { maxDisconnectionDuration: 10_000 } };

for (const transport of transports) {
  describe(`with the adapter of Redis streams and recovery, over ${transport}`, () => {
    it('an error comes before its client is disconnected, each time', () =>
      runStreams(
        [OrderGateway],
        1,
        async ([node]) => {
          const seen: string[] = [];
          for (let time = 0; time < TIMES; time += 1) {
            const client = node!.ctx.newSocketClientContext({ transports: [transport] });
            await client.connect();
            const gone = new Promise((resolve) => client.sio.once('disconnect', resolve));
            client.sio.once('error', () => seen.push('error')).once('disconnect', () => seen.push('disconnect'));
            client.sio.emit('fail');
            await gone;
          }
          expect(seen).to.deep.equal(Array.from({ length: TIMES }, () => ['error', 'disconnect']).flat());
        },
        { server },
      ));

    it('the answer of a stream comes after its items, each time', () =>
      runStreams(
        [OrderGateway],
        1,
        async ([node]) => {
          const client = node!.ctx.newSocketClientContext({ transports: [transport] });
          await client.connect();
          for (let time = 0; time < TIMES; time += 1) {
            const items: unknown[] = [];
            client.sio.off('items').on('items', (item) => items.push(item));
            expect(await answerTo(client, 'items')).to.deep.equal(['end']);
            expect(items).to.deep.equal([0, 1, 2]);
          }
        },
        { server },
      ));

    for (const what of ['ack', 'value', 'response'] as const) {
      it(`no answer is lost while the host closes: ${what}`, () =>
        runStreams(
          [OrderGateway],
          1,
          async ([node]) => {
            Held.reset();
            const answers: Promise<unknown>[] = [];
            for (let time = 0; time < TIMES; time += 1) {
              const client = node!.ctx.newSocketClientContext({ transports: [transport] });
              await client.connect();
              const lost = new Promise((resolve) => client.sio.once('disconnect', () => resolve('lost')));
              const answer =
                what === 'ack'
                  ? answerTo(client, 'held', what).then(([value]) => value)
                  : new Promise((resolve) => client.sio.once('held', resolve));
              if (what !== 'ack') client.sio.emit('held', what);
              answers.push(Promise.race([answer, lost]));
            }
            await Held.all.promise;
            const closed = node!.ctx.host.close({ timeoutMs: 5_000 });
            Held.release.resolve();
            expect(await Promise.all(answers)).to.deep.equal(answers.map(() => what));
            await closed;
          },
          { server },
        ));
    }
  });
}
