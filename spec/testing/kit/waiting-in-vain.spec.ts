import { expect } from 'chai';
import { GatewayBase, SubscribeMessage, WebSocketException, WebSocketGateway } from '../../../src';
import { TestGateway } from '../../../src/testing';
import { withUsualPatience } from '../../support/patience';
import { messageOf } from '../../support/message-of';

@WebSocketGateway({ path: '/waiting' })
class NewsGateway extends GatewayBase {
  /** Emits each argument as `news`. */
  @SubscribeMessage('publish')
  publish(...items: unknown[]): void {
    for (const item of items) this.context.socket.emit('news', item);
  }

  @SubscribeMessage('pair')
  pair(): void {
    this.context.socket.emit('news', 'left', 'right');
    this.context.socket.emit('news');
  }

  @SubscribeMessage('fail')
  fail(): void {
    throw new WebSocketException(4000, 'no');
  }
}

const kit = TestGateway.createTestModule({ gateways: [NewsGateway] });

describe('waitFor that ends without its event', () => {
  const waiting = { timeoutMs: 20 };

  it('names the event and those that came instead', () =>
    kit.runWithServer(async (ctx) => {
      await ctx.connect();
      ctx.sio.emit('publish', { title: 'hello', count: 1 });
      ctx.sio.emit('pair');
      ctx.sio.emit('fail');
      await ctx.waitFor('error');
      expect(await messageOf(ctx.waitFor('nwes', waiting))).to.equal(
        [
          "client 1 waited 20 ms for 'nwes'. Arrived:",
          '  news {"title":"hello","count":1}',
          '  news "left", "right"',
          '  news ',
          '  error {"code":4000,"reason":"no","event":"fail"}',
        ].join('\n'),
      );
    }));

  it('names the client when no event came', () =>
    kit.runWithServer(async (ctx) => {
      const [, third] = [ctx.newSocketClientContext(), ctx.newSocketClientContext()];
      expect(await messageOf(third.waitFor('news', waiting))).to.equal(
        "client 3, which is not connected, waited 20 ms for 'news'. Nothing arrived.",
      );
      await third.connect();
      expect(await messageOf(third.waitFor('news', waiting))).to.equal(
        "client 3 waited 20 ms for 'news'. Nothing arrived.",
      );
    }));

  it('names the number of events that came and that were awaited', () =>
    kit.runWithServer(async (ctx) => {
      await ctx.connect();
      ctx.sio.emit('publish', 1, 2);
      await ctx.expectNone('error');
      expect(await messageOf(ctx.waitFor('news', { ...waiting, count: 3 }))).to.equal(
        "client 1 waited 20 ms for 3 × 'news' (2 came). Arrived:\n  news 1\n  news 2",
      );
    }));

  it('says that a matching event was awaited', () =>
    kit.runWithServer(async (ctx) => {
      await ctx.connect();
      ctx.sio.emit('publish', 1);
      await ctx.expectNone('error');
      expect(await messageOf(ctx.waitFor('news', { ...waiting, where: (item) => item === 2 }))).to.equal(
        "client 1 waited 20 ms for 'news' that matches. Arrived:\n  news 1",
      );
    }));

  it('lists the last twenty of many events, each in one short line', () =>
    kit.runWithServer(async (ctx) => {
      await ctx.connect();
      ctx.sio.emit('publish', ...Array.from({ length: 30 }, (_, index) => index), 'x'.repeat(5_000));
      await ctx.expectNone('error');
      const lines = (await messageOf(ctx.waitFor('olds', waiting))).split('\n');
      expect(lines.slice(1, 3)).to.deep.equal(['  news 11', '  news 12']);
      expect(lines).to.have.length(21);
      expect(lines.at(-1)).to.match(/^ {2}news "x{199}…$/);
    }));

  describe('and has no time of its own', () => {
    withUsualPatience();

    it('ends after a second and a half by default, before mocha ends the test', () =>
      kit.runWithServer(async (ctx) => {
        await ctx.connect();
        expect(await messageOf(ctx.waitFor('news'))).to.equal("client 1 waited 1500 ms for 'news'. Nothing arrived.");
      }));
  });
});
