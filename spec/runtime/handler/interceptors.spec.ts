import { expect } from 'chai';
import { injectable } from 'inversify';
import Joi from 'joi';
import {
  GatewayBase,
  type GatewayContext,
  type Interceptor,
  OnConnected,
  SubscribeMessage,
  UseGuards,
  UseInterceptors,
  WebSocketException,
  WebSocketGateway,
  WsBody,
  WsResponse,
} from '../../../src';
import { TestGateway } from '../../../src/testing';
import { next as nextEvent } from '../../support/application';
import { RecordingLogger } from '../../support/recording-logger';
import { overBothTransports } from '../../support/transports';
import { answerTo } from '../../support/wire';

type Intercept = Interceptor['intercept'];

/** A test module whose one event, `ask`, has one interceptor around it; `ran` says how often its handler ran. */
function intercepted(intercept: Parameters<typeof UseInterceptors>[0], answer: () => unknown = () => 'answer') {
  const ran = { times: 0 };
  @WebSocketGateway()
  class InterceptedGateway {
    @SubscribeMessage()
    @UseInterceptors(intercept)
    ask(): unknown {
      ran.times += 1;
      return answer();
    }
  }
  const logger = new RecordingLogger();
  return { ran, logger, kit: TestGateway.createTestModule({ gateways: [InterceptedGateway], options: { logger } }) };
}

const error = (code: number, reason: string, event = 'ask') => [{ error: { code, reason, event } }];

overBothTransports((run) => {
  describe('an interceptor', () => {
    it('changes the result', async () => {
      const { kit } = intercepted(async (_context, next) => ({ data: await next() }));
      await run(kit, async (ctx) => {
        expect(await answerTo(ctx, 'ask')).to.deep.equal([{ data: 'answer' }]);
        ctx.sio.emit('ask');
        expect(await ctx.waitFor('ask')).to.deep.equal({ data: 'answer' });
      });
    });

    it('makes a response of the result', async () => {
      const { kit } = intercepted(async (_context, next) => WsResponse.broadcast('news', await next()));
      await run(kit, async (ctx, join) => {
        const other = await join();
        expect(await answerTo(ctx, 'ask')).to.deep.equal(['answer']);
        for (const client of [ctx, other]) expect(await client.waitFor('news')).to.equal('answer');
      });
    });

    it('answers from a cache, without the handler', async () => {
      const cache = new Map<unknown, unknown>();
      const { kit, ran } = intercepted(async ({ message }, next) => {
        if (!cache.has(message)) cache.set(message, await next());
        return cache.get(message);
      });
      await run(kit, async (ctx) => {
        for (const question of ['one', 'one', 'two', 'one']) {
          expect(await answerTo(ctx, 'ask', question)).to.deep.equal(['answer']);
        }
        expect(ran.times).to.equal(2);
      });
    });

    it('answers synchronously, without the handler', async () => {
      const { kit, ran } = intercepted(() => 'at once');
      await run(kit, async (ctx) => {
        expect(await answerTo(ctx, 'ask')).to.deep.equal(['at once']);
        expect(ran.times).to.equal(0);
      });
    });

    it('answers with nothing where it returns nothing', async () => {
      const { kit } = intercepted(async (_context, next) => {
        await next();
      });
      await run(kit, async (ctx) => {
        expect(await answerTo(ctx, 'ask')).to.deep.equal([]);
      });
    });

    it('takes the time of the handler, also where that throws', async () => {
      const times: [event: string, ms: number][] = [];
      let clock = 0;
      const { kit } = intercepted(
        async ({ event }, next) => {
          const start = clock;
          try {
            return await next();
          } finally {
            times.push([event, clock - start]);
          }
        },
        async () => {
          clock += 50;
          await Promise.resolve();
          if (clock > 100) throw new WebSocketException(4000, 'late');
        },
      );
      await run(kit, async (ctx) => {
        for (const answer of [[], [], error(4000, 'late')]) expect(await answerTo(ctx, 'ask')).to.deep.equal(answer);
        expect(times).to.deep.equal(Array(3).fill(['ask', 50]));
      });
    });

    it('retries: next() runs the handler again', async () => {
      let failures = 2;
      const { kit, ran } = intercepted(
        async (_context, next) => {
          for (;;) {
            try {
              return await next();
            } catch {
              continue;
            }
          }
        },
        () => {
          if (failures-- > 0) throw new Error('the connection was reset');
          return 'at last';
        },
      );
      await run(kit, async (ctx) => {
        expect(await answerTo(ctx, 'ask')).to.deep.equal(['at last']);
        expect(ran.times).to.equal(3);
        expect(ctx.errors).to.deep.equal([]);
      });
    });

    it('retries what is further in: the inner interceptors too', async () => {
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

    it('that throws before next() keeps the handler from running', async () => {
      for (const intercept of [
        () => {
          throw new WebSocketException(4000, 'no');
        },
        () => Promise.reject(new WebSocketException(4000, 'no')),
      ]) {
        const { kit, ran } = intercepted(intercept);
        await run(kit, async (ctx) => {
          expect(await answerTo(ctx, 'ask')).to.deep.equal(error(4000, 'no'));
          expect(ran.times).to.equal(0);
        });
      }
    });

    it('that throws after next() keeps the result from the client', async () => {
      const { kit, ran, logger } = intercepted(async (_context, next) => {
        throw new Error(`lost: ${String(await next())}`);
      });
      await run(kit, async (ctx) => {
        expect(await answerTo(ctx, 'ask')).to.deep.equal(error(1011, 'Something went wrong'));
        expect(ctx.received('ask')).to.deep.equal([]);
        expect(ran.times).to.equal(1);
        expect(logger.detailsAt('error').map(String)).to.deep.equal(['Error: lost: answer']);
      });
    });

    it('gets what the handler throws as a rejection of next(), and may answer instead', async () => {
      const { kit, logger } = intercepted(
        (_context, next) => next().catch((thrown: unknown) => `instead of ${String(thrown)}`),
        () => {
          throw new Error('a fault');
        },
      );
      await run(kit, async (ctx) => {
        expect(await answerTo(ctx, 'ask')).to.deep.equal(['instead of Error: a fault']);
        expect(ctx.errors).to.deep.equal([]);
        expect(logger.at('error')).to.deep.equal([]);
      });
    });

    it('need not wait for next(): what fails behind its back ends nothing', async () => {
      const { kit } = intercepted(
        (_context, next) => {
          void next();
          return 'already';
        },
        () => Promise.reject(new Error('too late to matter')),
      );
      await run(kit, async (ctx) => {
        expect(await answerTo(ctx, 'ask')).to.deep.equal(['already']);
        expect(await answerTo(ctx, 'ask')).to.deep.equal(['already']);
      });
    });

    it('lets streams pass through, and may wrap them', async () => {
      async function* count(): AsyncGenerator<number, string> {
        yield 1;
        yield 2;
        await Promise.resolve();
        return 'counted';
      }
      async function* twice(source: AsyncGenerator<number, string>): AsyncGenerator<number, string> {
        for (;;) {
          const step = await source.next();
          if (step.done) return `${step.value} twice`;
          yield step.value * 2;
        }
      }
      const plain = intercepted((_context, next) => next(), count);
      await run(plain.kit, async (ctx) => {
        expect(await answerTo(ctx, 'ask')).to.deep.equal(['counted']);
        expect(ctx.received('ask')).to.deep.equal([1, 2]);
      });
      const doubled = intercepted(
        async (_context, next) => twice((await next()) as AsyncGenerator<number, string>),
        count,
      );
      await run(doubled.kit, async (ctx) => {
        expect(await answerTo(ctx, 'ask')).to.deep.equal(['counted twice']);
        expect(ctx.received('ask')).to.deep.equal([2, 4]);
      });
    });

    it('is not reached by an event that a guard or validation refuses', async () => {
      @WebSocketGateway()
      @UseInterceptors(() => 'reached')
      class ClosedGateway {
        @SubscribeMessage()
        @UseGuards(() => false)
        guarded(): void {}

        @SubscribeMessage()
        validated(@WsBody(Joi.number()) _body: number): void {}
      }
      await run(TestGateway.createTestModule({ gateways: [ClosedGateway] }), async (ctx) => {
        const answers = [await answerTo(ctx, 'guarded'), await answerTo(ctx, 'validated', 'body')];
        expect(answers).to.have.nested.property('[0][0].error.code', 1008);
        expect(answers).to.have.nested.property('[1][0].error.code', 1007);
      });
    });
  });

  describe('interceptors', () => {
    it('are nested: those for all gateways, of the class, of the method; in the order in which they are written', async () => {
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

    it('are around @OnConnected, too', async () => {
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

    it('that throw around @OnConnected have the client told and disconnected', async () => {
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

    it('are functions, instances, or classes from the container with their dependencies', async () => {
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
