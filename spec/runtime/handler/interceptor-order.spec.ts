import { expect } from 'chai';
import { injectable } from 'inversify';
import {
  GatewayBase,
  type GatewayContext,
  type Interceptor,
  OnConnected,
  SubscribeMessage,
  UseInterceptors,
  WebSocketException,
  WebSocketGateway,
  WsResponse,
} from '../../../src';
import { TestGateway } from '../../../src/testing';
import { next as nextEvent } from '../../support/application';
import { overBothTransports } from '../../support/transports';
import { answerTo } from '../../support/wire';

type Intercept = Interceptor['intercept'];

overBothTransports((run) => {
  describe('interceptors', () => {
    it('run again when an outer one calls next() again', async () => {
      const trace: string[] = [];
      const note =
        (name: string): Intercept =>
        (_context, next) => {
          trace.push(name);
          return next();
        };
      @WebSocketGateway()
      @UseInterceptors(note('outer'), async (_context, next) => [await next(), await next()])
      class TwiceGateway {
        @SubscribeMessage()
        @UseInterceptors(note('inner'))
        ask(): number {
          return trace.push('handler');
        }
      }
      await run(TestGateway.createTestModule({ gateways: [TwiceGateway] }), async (ctx) => {
        expect(await answerTo(ctx, 'ask')).to.deep.equal([[3, 5]]);
        expect(trace).to.deep.equal(['outer', 'inner', 'handler', 'inner', 'handler']);
      });
    });

    it('run in the order global, class, method, and within each as they are written', async () => {
      const tag =
        (name: string): Intercept =>
        async (_context, next) =>
          `${name}(${String(await next())})`;
      @WebSocketGateway()
      @UseInterceptors(tag('class1'), tag('class2'))
      @UseInterceptors(tag('class3'))
      class NestedGateway {
        @SubscribeMessage()
        @UseInterceptors(tag('method1'), tag('method2'))
        @UseInterceptors(tag('method3'))
        ask(): string {
          return 'handler';
        }
      }
      const options = { interceptors: [tag('global1'), tag('global2')] };
      await run(TestGateway.createTestModule({ gateways: [NestedGateway], options }), async (ctx) => {
        expect(await ctx.request('ask')).to.equal(
          'global1(global2(class1(class2(class3(method1(method2(method3(handler))))))))',
        );
      });
    });

    it('run for @OnConnected, too', async () => {
      const trace: unknown[] = [];
      @WebSocketGateway()
      @UseInterceptors(async ({ event }, next) => {
        trace.push(`before ${event}`);
        const result = await next();
        trace.push(`after ${event}`);
        return new WsResponse('welcome', result);
      })
      class GreetingGateway {
        @OnConnected()
        connected(): string {
          trace.push('handler');
          return 'hello';
        }
      }
      await run(TestGateway.createTestModule({ gateways: [GreetingGateway] }), async (ctx) => {
        expect(await ctx.waitFor('welcome')).to.equal('hello');
        expect(trace).to.deep.equal(['before connect', 'handler', 'after connect']);
      });
    });

    it('that throw for @OnConnected have the client told and disconnected', async () => {
      @WebSocketGateway()
      class GreetingGateway {
        @OnConnected()
        @UseInterceptors(() => Promise.reject(new WebSocketException(4001, 'Not today')))
        connected(): void {}
      }
      const kit = TestGateway.createTestModule({ gateways: [GreetingGateway] });
      await kit.runWithServer(async (ctx) => {
        const gone = nextEvent(ctx.sio, 'disconnect');
        await ctx.connect();
        await gone;
        expect(ctx.errors).to.deep.equal([{ code: 4001, reason: 'Not today', event: 'connect' }]);
      });
    });

    it('are functions, instances or classes from the container with their dependencies', async () => {
      @injectable()
      class Suffix {
        readonly text = '!';
      }
      class Shout implements Interceptor {
        constructor(private readonly suffix: Suffix) {}

        async intercept(_context: GatewayContext, next: () => Promise<unknown>): Promise<string> {
          return `${String(await next())}${this.suffix.text}`;
        }
      }
      for (const interceptor of [
        new Shout(new Suffix()),
        Shout,
        async (_context: GatewayContext, next: () => Promise<unknown>) => `${String(await next())}!`,
      ]) {
        @WebSocketGateway()
        @UseInterceptors(interceptor)
        class ShoutingGateway extends GatewayBase {
          @SubscribeMessage()
          ask(): string {
            return 'hey';
          }
        }
        const kit = TestGateway.createTestModule({
          gateways: [ShoutingGateway],
          bind: (container) => {
            container.bind(Suffix).toSelf();
            container.bind(Shout).toDynamicValue(() => new Shout(container.get(Suffix)));
          },
        });
        await run(kit, async (ctx) => {
          expect(await ctx.request('ask')).to.equal('hey!');
        });
      }
    });

    it('of a transient class are new for each event, those of a singleton class are one', async () => {
      @injectable()
      class Counter implements Interceptor {
        #count = 0;

        intercept(): number {
          this.#count += 1;
          return this.#count;
        }
      }
      @WebSocketGateway()
      class CountingGateway {
        @SubscribeMessage()
        @UseInterceptors(Counter)
        ask(): void {}
      }
      for (const { scope, counts } of [
        { scope: 'inTransientScope', counts: [1, 1, 1] },
        { scope: 'inSingletonScope', counts: [1, 2, 3] },
      ] as const) {
        const kit = TestGateway.createTestModule({
          gateways: [CountingGateway],
          bind: (container) => void container.bind(Counter).toSelf()[scope](),
        });
        await run(kit, async (ctx) => {
          expect([await ctx.request('ask'), await ctx.request('ask'), await ctx.request('ask')]).to.deep.equal(counts);
        });
      }
    });
  });
});
