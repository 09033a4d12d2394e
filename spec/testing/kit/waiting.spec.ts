import { setImmediate as eventLoopTurn } from 'node:timers/promises';
import { expect } from 'chai';
import Joi from 'joi';
import { GatewayBase, SubscribeMessage, WebSocketException, WebSocketGateway, WsBody, WsResponse } from '../../../src';
import { GatewayError, TestGateway } from '../../../src/testing';
import { withUsualPatience } from '../../support/patience';
import { messageOf } from '../../support/message-of';
import { unknownEvent, withoutReason } from '../../support/refusals';
import { overBothTransports } from '../../support/transports';

@WebSocketGateway({ path: '/waiting' })
class NewsGateway extends GatewayBase {
  /** Emits each argument as `news`. */
  @SubscribeMessage('publish')
  publish(...items: unknown[]): void {
    for (const item of items) this.context.socket.emit('news', item);
  }

  /** Takes some turns of the event loop before it emits. */
  @SubscribeMessage('publish later')
  async publishLater(): Promise<void> {
    for (let turn = 0; turn < 20; turn += 1) await eventLoopTurn();
    this.context.socket.emit('news', 'late');
  }

  @SubscribeMessage('wait for the end')
  async waitForTheEnd(): Promise<void> {
    const { signal } = this.context;
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
  }

  @SubscribeMessage('announce')
  announce(@WsBody() item: unknown): WsResponse {
    return WsResponse.broadcast('news', item);
  }

  @SubscribeMessage('pair')
  pair(): void {
    this.context.socket.emit('news', 'left', 'right');
    this.context.socket.emit('news');
  }

  @SubscribeMessage('double')
  double(@WsBody(Joi.number().required()) number: number): number {
    return number * 2;
  }

  @SubscribeMessage('sum')
  sum(one: number, other: number): number {
    return one + other;
  }

  @SubscribeMessage('fail')
  fail(): void {
    throw new WebSocketException(4000, 'no');
  }
}

const kit = TestGateway.createTestModule({ gateways: [NewsGateway] });

overBothTransports((run) => {
  describe('waitFor', () => {
    it('gives the next event of that name', () =>
      run(kit, async (ctx) => {
        const news = ctx.waitFor('news');
        ctx.sio.emit('publish', { title: 'hello' });
        expect(await news).to.deep.equal({ title: 'hello' });
      }));

    it('gives also an event that has come already, and each one once', () =>
      run(kit, async (ctx) => {
        ctx.sio.emit('publish', 1, 2, 3);
        expect(await ctx.waitFor('news', { where: (item) => item === 3 })).to.equal(3);
        expect(await ctx.waitFor('news')).to.equal(1);
        expect(await ctx.waitFor('news')).to.equal(2);
        const fourth = ctx.waitFor('news');
        ctx.sio.emit('publish', 4);
        expect(await fourth).to.equal(4);
      }));

    it('gives as many events as `count` says, also later ones', () =>
      run(kit, async (ctx) => {
        ctx.sio.emit('publish', 1);
        expect(await ctx.waitFor('news', { count: 1 })).to.deep.equal([1]);
        const more = ctx.waitFor('news', { count: 3 });
        ctx.sio.emit('publish', 2, 3);
        ctx.sio.emit('publish', 4);
        expect(await more).to.deep.equal([2, 3, 4]);
      }));

    it('counts matching events alone', () =>
      run(kit, async (ctx) => {
        ctx.sio.emit('publish', 1, 2, 3, 4, 5);
        const even = await ctx.waitFor('news', { count: 2, where: (item: number) => item % 2 === 0 });
        expect(even).to.deep.equal([2, 4]);
        expect(await ctx.waitFor('news', { count: 3 })).to.deep.equal([1, 3, 5]);
      }));

    it('gives several arguments as an array, and undefined for none', () =>
      run(kit, async (ctx) => {
        ctx.sio.emit('pair');
        expect(await ctx.waitFor('news')).to.deep.equal(['left', 'right']);
        expect(await ctx.waitFor('news')).to.equal(undefined);
      }));

    it('gives each event to one of several calls', () =>
      run(kit, async (ctx) => {
        const [first, second] = [ctx.waitFor('news'), ctx.waitFor('news')];
        ctx.sio.emit('publish', 1);
        await ctx.request('double', 1); // the next comes later
        ctx.sio.emit('publish', 2);
        expect(await Promise.all([first, second])).to.deep.equal([1, 2]);
      }));

    it('fails with what its condition throws, whenever the event comes', () =>
      run(kit, async (ctx) => {
        const where = (item: { user: { name: string } }): boolean => item.user.name === 'Ada';
        const early = messageOf(ctx.waitFor('news', { where }));
        ctx.sio.emit('publish', {});
        expect(await early).to.match(/^Cannot read properties of undefined/);
        expect(await messageOf(ctx.waitFor('news', { where }))).to.match(/^Cannot read properties of undefined/);
      }));

    it('may be called twice at the same time', () =>
      run(kit, async (ctx) => {
        const both = [
          ctx.waitFor('news', { where: (item) => item === 'b' }),
          ctx.waitFor('news', { where: (item) => item === 'a' }),
        ];
        ctx.sio.emit('publish', 'a', 'b');
        expect(await Promise.all(both)).to.deep.equal(['b', 'a']);
      }));
  });

  describe('received', () => {
    it('gives all events of a name so far, waited for or not', () =>
      run(kit, async (ctx) => {
        expect(ctx.received('news')).to.deep.equal([]);
        ctx.sio.emit('publish', 1, 2, 3);
        await ctx.waitFor('news', { count: 3 });
        expect(ctx.received('news')).to.deep.equal([1, 2, 3]);
        expect(ctx.received('olds')).to.deep.equal([]);
      }));
  });

  describe('expectNone', () => {
    it('passes when no event came', () =>
      run(kit, async (ctx) => {
        ctx.sio.emit('double', 1);
        await ctx.expectNone('news');
        expect(ctx.received('double')).to.deep.equal([2]); // proved by a round trip: this came meanwhile
      }));

    it('fails when one has come before', () =>
      run(kit, async (ctx) => {
        ctx.sio.emit('publish', 'early');
        await ctx.waitFor('news');
        expect(await messageOf(ctx.expectNone('news'))).to.equal(`Expected no 'news'. Arrived:\n  news "early"`);
      }));

    it('fails when one is under way', () =>
      run(kit, async (ctx) => {
        ctx.sio.emit('publish', 'under way');
        expect(await messageOf(ctx.expectNone('news'))).to.equal(`Expected no 'news'. Arrived:\n  news "under way"`);
      }));

    it('fails when a running handler will emit one', () =>
      run(kit, async (ctx) => {
        ctx.sio.emit('publish later');
        expect(await messageOf(ctx.expectNone('news'))).to.equal(`Expected no 'news'. Arrived:\n  news "late"`);
      }));

    it('fails when an event of another client, over a slower transport, will cause one', () =>
      run(kit, async (ctx) => {
        const other = ctx.newSocketClientContext({ transports: ['polling'] });
        await other.connect();
        other.sio.emit('announce', 'x'.repeat(500_000));
        expect(await messageOf(ctx.expectNone('news'))).to.match(/^Expected no 'news'/);
      }));

    describe('with the time that users have', () => {
      withUsualPatience();

      it('fails when a handler does not end, so that it cannot know', () =>
        run(kit, async (ctx) => {
          ctx.sio.emit('wait for the end');
          expect(await messageOf(ctx.expectNone('news'))).to.equal(
            'After 1500 ms a handler or hook is still running, and may emit something yet',
          );
        }));
    });

    it('passes for a client that has left or was never connected', () =>
      run(kit, async (ctx) => {
        await ctx.newSocketClientContext().expectNone('news');
        await ctx.disconnect();
        await ctx.expectNone('news');
        expect(ctx.sio.connected).to.be.false;
      }));

    it('emits no event to the client', () =>
      run(kit, async (ctx) => {
        await ctx.expectNone('news');
        expect(ctx.errors).to.deep.equal([]);
      }));
  });

  describe('request', () => {
    it('gives the answer', () =>
      run(kit, async (ctx) => {
        expect(await ctx.request('double', 21)).to.equal(42);
        expect(await ctx.request<number>('sum', 1, 2)).to.equal(3);
        expect(await ctx.request('publish')).to.equal(undefined);
      }));

    it('fails with the error of the gateway', () =>
      run(kit, async (ctx) => {
        const error = await ctx.request('fail').catch((reason: unknown) => reason);
        expect(error).to.be.instanceOf(GatewayError).and.to.include({ code: 4000, reason: 'no', event: 'fail' });
        expect(error).to.have.property('message', 'fail: no (4000)');
      }));

    it('fails with the issues of the payload', () =>
      run(kit, async (ctx) => {
        const message = await messageOf(ctx.request('double', 'two'));
        expect(message).to.equal('double: "body" must be a number (1007)');
      }));
  });

  describe('errors', () => {
    it('are the error events that came', () =>
      run(kit, async (ctx) => {
        expect(ctx.errors).to.deep.equal([]);
        ctx.sio.emit('fail');
        ctx.sio.emit('nothing handles this');
        await ctx.waitFor('error', { count: 2 });
        expect(ctx.errors.map(withoutReason)).to.have.deep.members([
          { code: 4000, event: 'fail' },
          unknownEvent('nothing handles this'),
        ]);
      }));
  });
});

describe('wait', () => {
  it('waits for the given time', () =>
    kit.runWithServer(async (ctx) => {
      const before = performance.now();
      await ctx.wait(20);
      expect(performance.now() - before).to.be.at.least(19); // timers may be a fraction early
    }));
});
