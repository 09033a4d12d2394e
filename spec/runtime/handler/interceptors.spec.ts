import { expect } from 'chai';
import Joi from 'joi';
import {
  SubscribeMessage,
  UseGuards,
  UseInterceptors,
  WebSocketException,
  WebSocketGateway,
  WsBody,
  WsResponse,
} from '../../../src';
import { TestGateway } from '../../../src/testing';
import { RecordingLogger } from '../../support/recording-logger';
import { internal, refusalIn } from '../../support/refusals';
import { overBothTransports } from '../../support/transports';
import { answerTo } from '../../support/wire';

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

    it('turns the result into a WsResponse', async () => {
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

    it('answers without a value when it returns undefined', async () => {
      const { kit } = intercepted(async (_context, next) => {
        await next();
      });
      await run(kit, async (ctx) => {
        expect(await answerTo(ctx, 'ask')).to.deep.equal([]);
      });
    });

    it('can measure the time of the handler, also when that throws', async () => {
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

    it('runs the handler again with another next()', async () => {
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
        expect(refusalIn(await answerTo(ctx, 'ask'))).to.deep.equal(internal('ask'));
        expect(ctx.received('ask')).to.deep.equal([]);
        expect(ran.times).to.equal(1);
        expect(logger.detailsAt('error').map(String)).to.deep.equal(['Error: lost: answer']);
      });
    });

    it('gets the handler’s error as a rejection of next(), and may answer instead', async () => {
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

    it('need not await next(), whose rejection then stays without effect', async () => {
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

    it('may return or wrap a stream', async () => {
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

    it('does not run for an event that a guard or validation refuses', async () => {
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
});
