import { expect } from 'chai';
import { GatewayBase, OnConnected, SubscribeMessage, WebSocketGateway, WsBody, WsResponse } from '../../../src';
import { TestGateway } from '../../../src/testing';
import { overBothTransports } from '../../support/transports';
import { answerTo, recordWire } from '../../support/wire';

@WebSocketGateway({ path: '/replies' })
class ReplyGateway extends GatewayBase {
  @SubscribeMessage('nothing')
  nothing(): void {
    // It returns undefined.
  }

  @SubscribeMessage('echo')
  echo(@WsBody() value: unknown): unknown {
    return value;
  }

  @SubscribeMessage('later')
  async later(@WsBody() value: unknown): Promise<unknown> {
    await Promise.resolve();
    return value;
  }

  @SubscribeMessage('response')
  response(@WsBody() data: unknown): WsResponse {
    return new WsResponse('answer', data);
  }

  @SubscribeMessage('bare')
  bare(): WsResponse {
    return new WsResponse('answer');
  }

  @SubscribeMessage('to')
  to(@WsBody() to: string | string[]): WsResponse {
    return new WsResponse('answer', 'for the rooms', { to });
  }

  @SubscribeMessage('broadcast')
  broadcast(@WsBody() data: unknown): WsResponse {
    return WsResponse.broadcast('answer', data);
  }

  @SubscribeMessage('join')
  async join(@WsBody() rooms: string[]): Promise<void> {
    await this.context.socket.join(rooms);
  }
}

@WebSocketGateway({ path: '/replies', namespace: '/elsewhere' })
class ElsewhereGateway extends GatewayBase {}

const kit = TestGateway.createTestModule({ gateways: [ReplyGateway, ElsewhereGateway] });
const values: readonly unknown[] = [0, '', false, null, 'text', 42, true, [], {}, [1, [2]], { data: { deep: null } }];

describe('the result of a handler', () => {
  overBothTransports((run) => {
    describe('when the client asked for an acknowledgement', () => {
      it('is an acknowledgement without a value when it is undefined, and no event', () =>
        run(kit, async (ctx) => {
          expect(await answerTo(ctx, 'nothing')).to.deep.equal([]);
          await ctx.expectNone('nothing');
        }));

      it('is the acknowledgement when it is a value, also a falsy one, and no event', () =>
        run(kit, async (ctx) => {
          for (const value of values) {
            expect(await answerTo(ctx, 'echo', value)).to.deep.equal([value]);
            expect(await answerTo(ctx, 'later', value)).to.deep.equal([value]);
          }
          await ctx.expectNone('echo');
          await ctx.expectNone('later');
        }));

      it('is emitted to this client alone when it is a WsResponse, whose data is the acknowledgement', () =>
        run(kit, async (ctx, join) => {
          const other = await join();
          expect(await answerTo(ctx, 'response', { data: 'hello' })).to.deep.equal([{ data: 'hello' }]);
          expect(await ctx.waitFor('answer')).to.deep.equal({ data: 'hello' });
          await other.expectNone('answer');
        }));

      it('is an event and an acknowledgement without a value when it is a WsResponse without data', () =>
        run(kit, async (ctx) => {
          expect(await answerTo(ctx, 'bare')).to.deep.equal([]);
          expect(await ctx.waitFor('answer')).to.equal(undefined);
        }));

      it('acknowledges when it is a WsResponse to a room, also outside of that room', () =>
        run(kit, async (ctx, join) => {
          const other = await join();
          await other.request('join', ['red']);
          expect(await answerTo(ctx, 'to', 'red')).to.deep.equal(['for the rooms']);
          expect(await other.waitFor('answer')).to.equal('for the rooms');
          await ctx.expectNone('answer');
        }));

      it('acknowledges when it is a WsResponse to no room', () =>
        run(kit, async (ctx) => {
          expect(await answerTo(ctx, 'to', [])).to.deep.equal(['for the rooms']);
          await ctx.expectNone('answer');
        }));

      it('acknowledges when it is a broadcast', () =>
        run(kit, async (ctx) => {
          expect(await answerTo(ctx, 'broadcast', 'news')).to.deep.equal(['news']);
          expect(await ctx.waitFor('answer')).to.equal('news');
        }));

      it('is acknowledged exactly once', () =>
        run(kit, async (ctx) => {
          const wire = recordWire(ctx);
          const events = ['nothing', 'echo', 'later', 'response', 'bare', 'broadcast'];
          for (const event of events) await answerTo(ctx, event, 'value');
          await ctx.expectNone('error');
          expect(wire.repeatedAcknowledgements).to.equal(0);
        }));
    });

    describe('when it asked for none', () => {
      it('is no event when it is undefined', () =>
        run(kit, async (ctx) => {
          const wire = recordWire(ctx);
          ctx.sio.emit('nothing');
          await ctx.expectNone('nothing');
          expect(String(wire)).not.to.include('nothing');
          expect(ctx.errors).to.deep.equal([]);
        }));

      it("is emitted under the event's name to this client alone when it is a value, also a falsy one", () =>
        run(kit, async (ctx, join) => {
          const other = await join();
          for (const value of values) ctx.sio.emit('echo', value);
          expect(await ctx.waitFor('echo', { count: values.length })).to.deep.equal(values);
          ctx.sio.emit('later', 'in the end');
          expect(await ctx.waitFor('later')).to.equal('in the end');
          await other.expectNone('echo');
          await other.expectNone('later');
        }));

      it('is emitted to this client alone when it is a WsResponse', () =>
        run(kit, async (ctx, join) => {
          const other = await join();
          ctx.sio.emit('response', { data: 'hello' });
          expect(await ctx.waitFor('answer')).to.deep.equal({ data: 'hello' });
          await ctx.expectNone('response');
          await other.expectNone('answer');
        }));

      it('is emitted to a room, the sender included, when it is a WsResponse to it', () =>
        run(kit, async (ctx, join) => {
          const [member, stranger] = [await join(), await join()];
          await ctx.request('join', ['red']);
          await member.request('join', ['red']);
          ctx.sio.emit('to', 'red');
          for (const client of [ctx, member]) expect(await client.waitFor('answer')).to.equal('for the rooms');
          await stranger.expectNone('answer');
        }));

      it('reaches each member of several rooms once', () =>
        run(kit, async (ctx, join) => {
          const [red, both] = [await join(), await join()];
          await red.request('join', ['red']);
          await both.request('join', ['red', 'blue']);
          await ctx.request('to', ['red', 'blue']);
          for (const client of [red, both]) {
            await client.waitFor('answer');
            await client.request('nothing');
            expect(client.received('answer')).to.deep.equal(['for the rooms']);
          }
          await ctx.expectNone('answer');
        }));

      it('reaches no client when the list of rooms is empty', () =>
        run(kit, async (ctx, join) => {
          const other = await join();
          await other.request('join', ['red']);
          ctx.sio.emit('to', []);
          await ctx.expectNone('answer');
          await other.expectNone('answer');
        }));

      it('reaches the whole namespace, the sender included, and no other when it is a broadcast', () =>
        run(kit, async (ctx, join) => {
          const [other, elsewhere] = [await join(), await join({ namespace: '/elsewhere' })];
          ctx.sio.emit('broadcast', 'news');
          for (const client of [ctx, other]) expect(await client.waitFor('answer')).to.equal('news');
          await elsewhere.expectNone('answer');
        }));
    });

    it('is a plain value when it only has the shape of a WsResponse', () =>
      run(kit, async (ctx) => {
        const lookAlike = { event: 'answer', data: 'forged', to: 'namespace' };
        expect(await answerTo(ctx, 'echo', lookAlike)).to.deep.equal([lookAlike]);
        ctx.sio.emit('echo', lookAlike);
        expect(await ctx.waitFor('echo')).to.deep.equal(lookAlike);
        await ctx.expectNone('answer');
      }));
  });

  it('of @OnConnected reaches the client when it is a WsResponse', async () => {
    @WebSocketGateway({ path: '/greeting' })
    class GreetingGateway extends GatewayBase {
      @OnConnected()
      greet(): WsResponse {
        return new WsResponse('greeting', this.context.sid);
      }
    }
    await TestGateway.createTestModule({ gateways: [GreetingGateway] }).runWithServer(async (ctx) => {
      const other = ctx.newSocketClientContext();
      for (const client of [ctx, other]) {
        await client.connect();
        expect(await client.waitFor('greeting')).to.equal(client.sio.id);
      }
      await ctx.expectNone('error');
      expect(ctx.received('greeting')).to.have.length(1);
    });
  });
});
