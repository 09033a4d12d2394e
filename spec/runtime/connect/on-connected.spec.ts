import { expect } from 'chai';
import Joi from 'joi';
import {
  GatewayBase,
  OnConnected,
  SubscribeMessage,
  WebSocketException,
  WebSocketGateway,
  WsQuery,
  WsResponse,
} from '../../../src';
import { type TestClient, type TestContext, TestGateway } from '../../../src/testing';
import { transports } from '../../support/transports';
import { internal, withoutReason } from '../../support/refusals';
import { disconnected, emitOnConnect, heldGateway } from './held';

for (const transport of transports) {
  describe(`an @OnConnected that throws, over ${transport}`, () => {
    it('tells the client why, then disconnects it', async () => {
      const { kit, hold } = heldGateway();
      await kit.runWithServer(async (ctx) => {
        const gone = disconnected(ctx);
        await ctx.connect({ transports: [transport] });
        hold.reject(new WebSocketException(4001, { seats: 0 }));
        expect(await gone).to.equal('io server disconnect');
        expect(ctx.errors).to.deep.equal([{ code: 4001, reason: { seats: 0 }, event: 'connect' }]);
      });
    });

    it('does not show its message to the client when it is no WebSocketException', async () => {
      const { kit, hold } = heldGateway();
      await kit.runWithServer(async (ctx) => {
        const gone = disconnected(ctx);
        await ctx.connect({ transports: [transport] });
        hold.reject(new Error('the password of the database'));
        await gone;
        expect(ctx.errors.map(withoutReason)).to.deep.equal([internal('connect')]);
        expect(JSON.stringify(ctx.errors)).not.to.include('password');
      });
    });

    it('drops the waiting events and still runs @OnDisconnected', async () => {
      const { kit, hold, log } = heldGateway();
      await kit.runWithServer(async (ctx) => {
        const gone = disconnected(ctx);
        await emitOnConnect(ctx, transport, 3);
        hold.reject(new WebSocketException(4001));
        await gone;
        await ctx.idle();
        expect(log).to.deep.equal(['connecting', 'disconnected']);
        expect(ctx.received('count')).to.deep.equal([]);
      });
    });

    it('does not disconnect other clients', async () => {
      @WebSocketGateway()
      class PickyGateway {
        @OnConnected()
        connected(@WsQuery('name', Joi.string().valid('ada')) _name: string): void {}

        @SubscribeMessage()
        hello(): string {
          return 'hello';
        }
      }
      await TestGateway.createTestModule({ gateways: [PickyGateway] }).runWithServer(async (ctx) => {
        const other = ctx.newSocketClientContext({ query: { name: 'ada' }, transports: [transport] });
        await other.connect();
        const gone = disconnected(ctx);
        await ctx.connect({ query: { name: 'bob' }, transports: [transport] });
        await gone;
        expect(ctx.errors[0]).to.deep.include({ code: 1007, event: 'connect' });
        expect(ctx.errors[0]!.reason).to.deep.include.members([
          { in: 'query', path: ['name'], type: 'any.only', message: '"name" must be [ada]' },
        ]);
        expect(await other.request('hello')).to.equal('hello');
      });
    });
  });

  describe(`the result of @OnConnected, over ${transport}`, () => {
    const events: string[] = [];

    async function greeted(greet: () => unknown, check: (ctx: TestContext, other: TestClient) => Promise<void>) {
      @WebSocketGateway()
      class GreetingGateway extends GatewayBase {
        @OnConnected()
        async connected(): Promise<unknown> {
          await this.context.socket.join('lobby');
          return greet();
        }
      }
      const kit = TestGateway.createTestModule({ gateways: [GreetingGateway] });
      await kit.runWithServer(async (ctx) => {
        const other = ctx.newSocketClientContext({ transports: [transport] });
        await other.connect();
        events.length = 0;
        ctx.sio.onAny((event: string) => events.push(event));
        await ctx.connect({ transports: [transport] });
        await check(ctx, other);
      });
    }

    it('is emitted to the client when it is a WsResponse', () =>
      greeted(
        () => new WsResponse('welcome', { count: 0 }),
        async (ctx, other) => {
          expect(await ctx.waitFor('welcome')).to.deep.equal({ count: 0 });
          await other.expectNone('something');
          expect(other.received('welcome')).to.deep.equal([{ count: 0 }]); // its own
        },
      ));

    it('is emitted to a room or the namespace when the WsResponse names them', async () => {
      for (const response of [
        new WsResponse('joined', 'someone', { to: 'lobby' }),
        WsResponse.broadcast('joined', 'someone'),
      ]) {
        await greeted(
          () => response,
          async (ctx, other) => {
            expect(await ctx.waitFor('joined')).to.equal('someone');
            expect(await other.waitFor('joined', { count: 2 })).to.deep.equal(['someone', 'someone']);
          },
        );
      }
    });

    it('is not emitted when it is a plain value', () =>
      greeted(
        () => 'a value',
        async (ctx) => {
          await ctx.expectNone('connect'); // a round trip: whatever was sent has come
          expect(events).to.deep.equal([]);
        },
      ));
  });
}
