import { expect } from 'chai';
import {
  type AttachOptions,
  GatewayBase,
  SubscribeMessage,
  WebSocketException,
  WebSocketGateway,
  WsBody,
  WsResponse,
} from '../../../src';
import { TestGateway, type TestContext } from '../../../src/testing';
import { nested, unserialisableValues } from '../../support/hostile-values';
import { RecordingLogger } from '../../support/recording-logger';
import { internal, refusalIn, withoutReason } from '../../support/refusals';
import { overBothTransports } from '../../support/transports';
import { answerTo } from '../../support/wire';

const unserialisable: Readonly<Record<string, () => unknown>> = {
  ...unserialisableValues,
  'a function': () => () => undefined,
  'a symbol': () => Symbol('secret'),
  'arrays that are nested 20,000 deep': () => nested(20_000),
  'a proxy that throws': () =>
    new Proxy(
      {},
      new Proxy(
        {},
        {
          get: () => () => {
            throw new Error('no trap');
          },
        },
      ),
    ),
};
const names = Object.keys(unserialisable);

@WebSocketGateway({ path: '/unserialisable' })
class UnserialisableGateway extends GatewayBase {
  @SubscribeMessage('returned')
  returned(@WsBody() name: string): unknown {
    return unserialisable[name]?.();
  }

  @SubscribeMessage('responded')
  responded(@WsBody() name: string): WsResponse {
    return new WsResponse('answer', unserialisable[name]?.());
  }

  @SubscribeMessage('to_a_room')
  async toARoom(@WsBody() name: string): Promise<WsResponse> {
    await this.context.socket.join('red');
    return new WsResponse('answer', unserialisable[name]?.(), { to: 'red' });
  }

  @SubscribeMessage('broadcast')
  broadcast(@WsBody() name: string): WsResponse {
    return WsResponse.broadcast('answer', unserialisable[name]?.());
  }

  @SubscribeMessage('streamed')
  async *streamed(@WsBody() name: string): AsyncGenerator {
    yield 'first';
    yield unserialisable[name]?.();
  }

  @SubscribeMessage('thrown')
  thrown(@WsBody() name: string): void {
    throw new WebSocketException(4000, { details: unserialisable[name]?.() });
  }

  @SubscribeMessage('fine')
  fine(): string {
    return 'fine';
  }

  @SubscribeMessage('news')
  news(@WsBody() text: string): WsResponse {
    return WsResponse.broadcast('news', text);
  }
}

const events = ['returned', 'responded', 'to_a_room', 'broadcast', 'streamed'];
const servers: Readonly<Record<string, AttachOptions['server']>> = {
  'with the default server': {},
  'with connection-state recovery': { connectionStateRecovery: {} },
};

/** Where sessions can be recovered, socket.io gives every event its offset as one more argument. */
async function nextError(ctx: TestContext): Promise<unknown> {
  return [await ctx.waitFor('error')].flat()[0];
}

describe('a result that cannot be serialised', () => {
  overBothTransports((run) => {
    for (const [title, server] of Object.entries(servers)) {
      describe(title, () => {
        const logger = new RecordingLogger();
        const kit = TestGateway.createTestModule({
          gateways: [UnserialisableGateway],
          options: { logger, ...(server && { server }) },
        });
        beforeEach(() => logger.clear());

        for (const event of events) {
          it(`is an internal error in the acknowledgement and the error event when it is ${event}`, () =>
            run(kit, async (ctx) => {
              for (const name of names) {
                const answer = await answerTo(ctx, event, name);
                expect(refusalIn(answer), name).to.deep.equal(internal(event));
                expect(answer, name).to.deep.equal([{ error: await nextError(ctx) }]);
              }
              expect(logger.at('error')).to.have.length(names.length);
              expect(await answerTo(ctx, 'fine')).to.deep.equal(['fine']);
            }));

          it(`is the error event alone when it is ${event} without an acknowledgement`, () =>
            run(kit, async (ctx) => {
              for (const name of names) {
                ctx.sio.emit(event, name);
                expect(withoutReason(await nextError(ctx)), name).to.deep.equal(internal(event));
              }
              await ctx.expectNone('answer');
            }));
        }

        it('is an internal error when it is the reason of an exception', () =>
          run(kit, async (ctx) => {
            for (const name of ['a BigInt', 'a circle', 'arrays that are nested 20,000 deep', 'a getter that throws']) {
              const answer = await answerTo(ctx, 'thrown', name);
              expect(refusalIn(answer), name).to.deep.equal(internal('thrown'));
              expect(answer, name).to.deep.equal([{ error: await nextError(ctx) }]);
            }
            expect(logger.at('error')).to.have.length(4);
          }));
      });
    }

    it('is not sent again to a client that recovers its session, unlike the other missed packets', () => {
      const kit = TestGateway.createTestModule({
        gateways: [UnserialisableGateway],
        options: { logger: new RecordingLogger(), server: { connectionStateRecovery: {} } },
      });
      return run(kit, async (ctx, join) => {
        const other = await join();
        await ctx.request('news', 'before');
        await other.waitFor('news');
        const broken = new Promise((resolve) => other.sio.once('disconnect', resolve));
        ctx.host.of(UnserialisableGateway).sockets.get(String(other.sio.id))?.conn.close();
        await broken;
        for (const name of names) await answerTo(ctx, 'broadcast', name);
        await ctx.request('news', 'after');
        await other.connect();
        expect(other.sio.recovered).to.equal(true);
        expect([await other.waitFor('news')].flat()[0]).to.equal('after');
        expect(other.received('answer')).to.deep.equal([]);
      });
    });
  });
});
