import { expect } from 'chai';
import {
  currentContext,
  GatewayBase,
  type GatewayContext,
  type Guard,
  type Interceptor,
  OnConnected,
  SubscribeMessage,
  UseGuards,
  UseInterceptors,
  WebSocketGateway,
  WsContext,
} from '../../../src';
import { TestGateway } from '../../../src/testing';
import { overBothTransports } from '../../support/transports';

overBothTransports((run) => {
  describe('the context of a guard', () => {
    const seen: Record<string, unknown>[] = [];
    const look: Guard['canActivate'] = (context) => {
      const { event, gateway, handler, message, args, sid, socket } = context;
      const user: unknown = context.user;
      const current = currentContext() === context;
      const isSocket = sid === socket.id;
      return seen.push({ event, gateway, handler, message, args, current, isSocket, user }) > 0;
    };
    const always = { current: true, isSocket: true, user: undefined };
    beforeEach(() => seen.splice(0));

    it('names the gateway and the method with @OnConnected at connect', async () => {
      @WebSocketGateway()
      @UseGuards(look)
      class GreetingGateway {
        @OnConnected()
        welcome(): void {}
      }
      await run(TestGateway.createTestModule({ gateways: [GreetingGateway] }), async () => {
        const [door] = seen;
        expect(door).to.deep.equal({
          event: 'connect',
          gateway: GreetingGateway,
          handler: 'welcome',
          message: undefined,
          args: [],
          ...always,
        });
      });
    });

    it('names the handler `connect` when there is no @OnConnected', async () => {
      @WebSocketGateway()
      @UseGuards(look)
      class SilentGateway {}
      await run(TestGateway.createTestModule({ gateways: [SilentGateway] }), async () => {
        expect(seen).to.have.length(1);
        expect(seen[0]).to.include({ event: 'connect', gateway: SilentGateway, handler: 'connect', current: true });
      });
    });

    it('names each gateway for its own guards at connect', async () => {
      @WebSocketGateway()
      @UseGuards(look)
      class OneGateway {
        @OnConnected()
        welcome(): void {}
      }
      @WebSocketGateway()
      @UseGuards(look)
      class TwoGateway {}
      await run(TestGateway.createTestModule({ gateways: [OneGateway, TwoGateway] }), async () => {
        expect(seen.map(({ gateway, handler }) => [gateway, handler])).to.deep.equal([
          [OneGateway, 'welcome'],
          [TwoGateway, 'connect'],
        ]);
      });
    });

    it('has the event, its arguments and its handler, for guards at every level', async () => {
      @WebSocketGateway()
      @UseGuards(look)
      class EventGateway {
        @SubscribeMessage('say')
        @UseGuards(look)
        speak(): void {}
      }
      const module = TestGateway.createTestModule({ gateways: [EventGateway], options: { guards: [look] } });
      await run(module, async (ctx) => {
        seen.splice(0);
        await ctx.request('say', { text: 'hello' }, 2);
        const args = [{ text: 'hello' }, 2];
        const expected = { event: 'say', gateway: EventGateway, handler: 'speak', message: args[0], args, ...always };
        expect(seen).to.deep.equal([expected, expected, expected]);
      });
    });

    it('is the same for guards, interceptors and the handler', async () => {
      const contexts: GatewayContext[] = [];
      const record = (context: GatewayContext): boolean => contexts.push(context) > 0;
      const intercept: Interceptor['intercept'] = (context, next) => {
        record(context);
        return next();
      };
      @WebSocketGateway()
      class OneContextGateway extends GatewayBase {
        @SubscribeMessage()
        @UseGuards(record)
        @UseInterceptors(intercept)
        async ask(@WsContext() context: GatewayContext): Promise<void> {
          record(context);
          await Promise.resolve();
          record(this.context);
        }
      }
      await run(TestGateway.createTestModule({ gateways: [OneContextGateway] }), async (ctx) => {
        await ctx.request('ask');
        expect(contexts).to.have.length(4);
        expect(new Set(contexts).size).to.equal(1);
      });
    });

    it('is found by currentContext() in functions that a guard calls, after an await', async () => {
      const below: unknown[] = [];
      async function lookAround(): Promise<boolean> {
        await Promise.resolve();
        return below.push(currentContext().event) > 0;
      }
      @WebSocketGateway()
      @UseGuards(() => lookAround())
      class DeepGateway {
        @SubscribeMessage()
        ask(): void {}
      }
      await run(TestGateway.createTestModule({ gateways: [DeepGateway] }), async (ctx) => {
        await ctx.request('ask');
        expect(below).to.deep.equal(['connect', 'ask']);
      });
    });
  });
});
