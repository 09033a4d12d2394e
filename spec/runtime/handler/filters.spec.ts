import { expect } from 'chai';
import { injectable } from 'inversify';
import Joi from 'joi';
import {
  type ExceptionFilter,
  type GatewayContext,
  type ValidationIssue,
  OnConnected,
  OnDisconnected,
  SubscribeMessage,
  Timeout,
  UseFilters,
  UseGuards,
  UseInterceptors,
  WebSocketException,
  WebSocketGateway,
  WsBody,
  WsStatus,
} from '../../../src';
import { TestGateway } from '../../../src/testing';
import { next as nextEvent } from '../../support/application';
import { deferred } from '../../support/deferred';
import { RecordingLogger } from '../../support/recording-logger';
import { overBothTransports } from '../../support/transports';
import { answerTo } from '../../support/wire';

type Catch = ExceptionFilter['catch'];

/** An error of an application's domain, which knows nothing of sockets. */
class SoldOut extends Error {
  constructor(readonly seat: string) {
    super(`Seat ${seat} is sold`);
  }
}

const soldOut: Catch = (error) =>
  error instanceof SoldOut ? new WebSocketException(4009, { sold: error.seat }) : undefined;

/** A test module whose one event, `buy`, throws and has a filter. */
function filtered(filter: Parameters<typeof UseFilters>[0], thrown: () => unknown = () => new SoldOut('A1')) {
  @WebSocketGateway()
  class FilteredGateway {
    @SubscribeMessage()
    @UseFilters(filter)
    buy(): void {
      throw thrown();
    }

    @SubscribeMessage()
    hello(): string {
      return 'hello';
    }
  }
  const logger = new RecordingLogger();
  return { logger, kit: TestGateway.createTestModule({ gateways: [FilteredGateway], options: { logger } }) };
}

const error = (code: number, reason: unknown, event = 'buy') => [{ error: { code, reason, event } }];
const internal = error(1011, 'Something went wrong');

/** Whatever is done with it throws. */
const hostile = new Proxy(
  {},
  new Proxy(
    {},
    {
      get: () => () => {
        throw new Error('a trap');
      },
    },
  ),
);

/** How filters fail, and what they give that is no WebSocketException. */
const failures: Readonly<Record<string, Catch>> = {
  'throws an Error': () => {
    throw new Error('the filter');
  },
  'rejects with an Error': () => Promise.reject(new Error('the filter')),
  'throws undefined': throws(undefined),
  'throws a proxy that throws on everything': throws(hostile),
  'returns an Error': () => new Error('the filter'),
  'returns a string': () => 'the filter',
  'returns null': () => null,
  'returns an object that looks like an exception': () => ({ code: 4000, reason: 'fake' }),
  'returns a thenable that throws': () => ({ then: throws(new Error('the thenable')) }),
  'returns a proxy that throws on everything': () => hostile,
};

function throws(thrown: unknown): () => never {
  return () => {
    throw thrown;
  };
}

overBothTransports((run, transport) => {
  describe('a filter', () => {
    it('makes a WebSocketException of an error of the domain, for the error event and the acknowledgement', async () => {
      const { kit, logger } = filtered(soldOut);
      await run(kit, async (ctx) => {
        expect(await answerTo(ctx, 'buy')).to.deep.equal(error(4009, { sold: 'A1' }));
        expect(ctx.errors).to.deep.equal([{ code: 4009, reason: { sold: 'A1' }, event: 'buy' }]);
        expect(logger.at('error')).to.deep.equal([]);
      });
    });

    it('may take its time, and may throw instead of returning', async () => {
      for (const filter of [
        async (thrown: unknown, context: GatewayContext) => {
          await Promise.resolve();
          return soldOut(thrown, context);
        },
        (thrown: unknown, context: GatewayContext) => {
          throw soldOut(thrown, context);
        },
        async (thrown: unknown, context: GatewayContext) => {
          await Promise.resolve();
          throw soldOut(thrown, context);
        },
      ]) {
        await run(filtered(filter).kit, async (ctx) => {
          expect(await answerTo(ctx, 'buy')).to.deep.equal(error(4009, { sold: 'A1' }));
        });
      }
    });

    it('that returns undefined leaves the error as it is', async () => {
      for (const thrown of [new WebSocketException(4000, 'as it is'), new Error('as it is')]) {
        for (const filter of [() => undefined, () => Promise.resolve(undefined)]) {
          const { kit, logger } = filtered(filter, () => thrown);
          const isException = thrown instanceof WebSocketException;
          await run(kit, async (ctx) => {
            expect(await answerTo(ctx, 'buy')).to.deep.equal(isException ? error(4000, 'as it is') : internal);
            expect(logger.detailsAt('error')).to.deep.equal(isException ? [] : [thrown]);
          });
        }
      }
    });

    it('that returns undefined leaves a hostile value an internal error', async () => {
      for (const filter of [() => undefined, () => Promise.resolve(undefined)]) {
        await run(filtered(filter, () => hostile).kit, async (ctx) => {
          expect(await answerTo(ctx, 'buy')).to.deep.equal(internal);
        });
      }
    });

    it('can have the client disconnected', async () => {
      const { kit } = filtered(() => new WebSocketException(4001, 'Out', { disconnect: true }));
      await run(kit, async (ctx) => {
        const gone = nextEvent(ctx.sio, 'disconnect');
        ctx.sio.emit('buy');
        expect(await gone).to.equal('io server disconnect');
        expect(ctx.errors).to.deep.equal([{ code: 4001, reason: 'Out', event: 'buy' }]);
      });
    });

    it('gets what was thrown, whatever it is, and the context', async () => {
      for (const thrown of [undefined, 'a text', 1n, hostile]) {
        const seen: [unknown, GatewayContext][] = [];
        const { kit } = filtered(
          (...args) => {
            seen.push(args);
            return new WebSocketException(4000, 'seen');
          },
          () => thrown,
        );
        await run(kit, async (ctx) => {
          expect(await answerTo(ctx, 'buy', 'A1')).to.deep.equal(error(4000, 'seen'));
          const [[what, context] = []] = seen;
          expect(what === thrown).to.be.true;
          expect(context).to.include({ event: 'buy', message: 'A1', handler: 'buy' });
        });
      }
    });

    for (const [how, filter] of Object.entries(failures)) {
      it(`that ${how} is an internal error, and nothing worse`, async () => {
        const { kit, logger } = filtered(filter);
        await run(kit, async (ctx) => {
          expect(await answerTo(ctx, 'buy')).to.deep.equal(internal);
          expect(logger.at('error')).to.have.length(1);
          expect(await answerTo(ctx, 'hello')).to.deep.equal(['hello']);
        });
      });

      it(`that ${how} at connect refuses the client with an internal error`, async () => {
        @WebSocketGateway()
        @UseGuards(() => false)
        @UseFilters(filter)
        class ClosedGateway {}
        const logger = new RecordingLogger();
        const kit = TestGateway.createTestModule({ gateways: [ClosedGateway], options: { logger } });
        await kit.runWithServer(async (ctx) => {
          const refusal = await ctx.connect({ transports: [transport] }).catch((thrown: unknown) => thrown);
          expect(refusal).to.deep.include({ code: 1011, reason: 'Something went wrong', event: 'connect' });
          expect(logger.at('error')).to.have.length(1);
        });
      });
    }

    it('is not asked where nothing was thrown', async () => {
      let asked = 0;
      const options = { filters: [() => void (asked += 1)] };
      @WebSocketGateway()
      class FineGateway {
        @SubscribeMessage()
        hello(): string {
          return 'hello';
        }
      }
      await run(TestGateway.createTestModule({ gateways: [FineGateway], options }), async (ctx) => {
        expect(await answerTo(ctx, 'hello')).to.deep.equal(['hello']);
        expect(asked).to.equal(0);
      });
    });
  });

  describe('filters', () => {
    it('run from the method’s outwards, the last written first, each on what the one before made of it', async () => {
      const tag =
        (name: string): Catch =>
        (thrown) =>
          new WebSocketException(4000, `${name}(${(thrown as WebSocketException).reason as string})`);
      @WebSocketGateway()
      @UseFilters(tag('class1'), tag('class2'))
      class NestedGateway {
        @SubscribeMessage()
        @UseFilters(tag('method1'), tag('method2'))
        buy(): void {
          throw new WebSocketException(4000, 'handler');
        }
      }
      const options = { filters: [tag('global1'), tag('global2')] };
      await run(TestGateway.createTestModule({ gateways: [NestedGateway], options }), async (ctx) => {
        const reason = 'global1(global2(class1(class2(method1(method2(handler))))))';
        expect(await answerTo(ctx, 'buy')).to.deep.equal(error(4000, reason));
      });
    });

    it('see what guards refuse', async () => {
      const seen: unknown[] = [];
      @WebSocketGateway()
      @UseFilters((thrown) => {
        seen.push(thrown);
        return new WebSocketException(4003, 'Sign in first');
      })
      class ClosedGateway {
        @SubscribeMessage()
        @UseGuards(() => false)
        buy(): void {}
      }
      await run(TestGateway.createTestModule({ gateways: [ClosedGateway] }), async (ctx) => {
        expect(await answerTo(ctx, 'buy')).to.deep.equal(error(4003, 'Sign in first'));
        const [refusal] = seen;
        expect(refusal).to.be.an.instanceOf(WebSocketException);
        expect(refusal).to.include({ code: WsStatus.POLICY_VIOLATION, reason: 'Authorization Failed' });
      });
    });

    it('see what validation refuses, and may write it in another way', async () => {
      @WebSocketGateway()
      @UseFilters((thrown) => {
        if (!(thrown instanceof WebSocketException) || thrown.code !== 1007) return undefined;
        return new WebSocketException(
          4022,
          (thrown.reason as ValidationIssue[]).map(({ path }) => path.join('.')),
        );
      })
      class StrictGateway {
        @SubscribeMessage()
        buy(@WsBody(Joi.object({ seat: Joi.string().required(), row: Joi.number().required() })) _body: object): void {}
      }
      await run(TestGateway.createTestModule({ gateways: [StrictGateway] }), async (ctx) => {
        expect(await answerTo(ctx, 'buy', {})).to.deep.equal(error(4022, ['seat', 'row']));
      });
    });

    it('see what interceptors throw', async () => {
      @WebSocketGateway()
      @UseFilters(soldOut)
      class InterceptedGateway {
        @SubscribeMessage()
        @UseInterceptors(() => {
          throw new SoldOut('B2');
        })
        buy(): void {}
      }
      await run(TestGateway.createTestModule({ gateways: [InterceptedGateway] }), async (ctx) => {
        expect(await answerTo(ctx, 'buy')).to.deep.equal(error(4009, { sold: 'B2' }));
      });
    });

    it('see what streams throw, after what they have given', async () => {
      @WebSocketGateway()
      @UseFilters(soldOut)
      class StreamingGateway {
        @SubscribeMessage()
        async *buy(): AsyncGenerator<string> {
          yield 'A1';
          throw new SoldOut('A2');
        }
      }
      await run(TestGateway.createTestModule({ gateways: [StreamingGateway] }), async (ctx) => {
        expect(await answerTo(ctx, 'buy')).to.deep.equal(error(4009, { sold: 'A2' }));
        expect(ctx.received('buy')).to.deep.equal(['A1']);
      });
    });

    it('see results that cannot be sent', async () => {
      @WebSocketGateway()
      @UseFilters((thrown) => new WebSocketException(4500, (thrown as Error).name))
      class UnsendableGateway {
        @SubscribeMessage()
        buy(): bigint {
          return 1n;
        }
      }
      await run(TestGateway.createTestModule({ gateways: [UnsendableGateway] }), async (ctx) => {
        expect(await answerTo(ctx, 'buy')).to.deep.equal(error(4500, 'TypeError'));
      });
    });

    it('see timeouts', async () => {
      const hold = deferred();
      const seen: unknown[] = [];
      @WebSocketGateway()
      @UseFilters((thrown) => {
        seen.push(thrown);
        return new WebSocketException(4008, 'Try the box office');
      })
      class SlowGateway {
        @SubscribeMessage()
        @Timeout(5)
        buy(): Promise<void> {
          return hold.promise;
        }
      }
      await run(TestGateway.createTestModule({ gateways: [SlowGateway] }), async (ctx) => {
        expect(await answerTo(ctx, 'buy')).to.deep.equal(error(4008, 'Try the box office'));
        expect(seen[0]).to.include({ code: WsStatus.TRY_AGAIN_LATER, reason: 'Timed out' });
        hold.resolve();
      });
    });

    it('do not see unknown events, for which no gateway speaks', async () => {
      let asked = 0;
      @WebSocketGateway()
      class SilentGateway {}
      const options = { filters: [() => void (asked += 1)] };
      await run(TestGateway.createTestModule({ gateways: [SilentGateway], options }), async (ctx) => {
        expect(await answerTo(ctx, 'buy')).to.deep.equal(error(1003, 'Unknown event'));
        expect(asked).to.equal(0);
      });
    });

    it('write the connect_error of a client that is refused', async () => {
      @WebSocketGateway()
      @UseGuards(() => {
        throw new SoldOut('everything');
      })
      @UseFilters(soldOut)
      class FullGateway {}
      await TestGateway.createTestModule({ gateways: [FullGateway] }).runWithServer(async (ctx) => {
        const refusal = await ctx.connect({ transports: [transport] }).catch((thrown: unknown) => thrown);
        expect(refusal).to.deep.include({ code: 4009, reason: { sold: 'everything' }, event: 'connect' });
      });
    });

    it('write the error of an @OnConnected that throws', async () => {
      @WebSocketGateway()
      class FullGateway {
        @OnConnected()
        @UseFilters(soldOut)
        connected(): void {
          throw new SoldOut('everything');
        }
      }
      await TestGateway.createTestModule({ gateways: [FullGateway] }).runWithServer(async (ctx) => {
        const gone = nextEvent(ctx.sio, 'disconnect');
        await ctx.connect({ transports: [transport] });
        await gone;
        expect(ctx.errors).to.deep.equal([{ code: 4009, reason: { sold: 'everything' }, event: 'connect' }]);
      });
    });

    it('change what the log says of an @OnDisconnected that throws', async () => {
      @WebSocketGateway()
      class LeavingGateway {
        @OnDisconnected()
        @UseFilters(soldOut)
        disconnected(): void {
          throw new SoldOut('nothing');
        }
      }
      const logger = new RecordingLogger();
      const kit = TestGateway.createTestModule({ gateways: [LeavingGateway], options: { logger } });
      await run(kit, async (ctx) => {
        await ctx.disconnect();
        await ctx.idle();
        expect(logger.detailsAt('error')).to.have.length(1);
        expect(logger.detailsAt('error')[0]).to.deep.include({ code: 4009, reason: { sold: 'nothing' } });
      });
    });

    it('are functions, instances, or classes from the container', async () => {
      @injectable()
      class SoldOutFilter implements ExceptionFilter {
        catch(thrown: unknown, context: GatewayContext): unknown {
          return soldOut(thrown, context);
        }
      }
      for (const filter of [soldOut, new SoldOutFilter(), SoldOutFilter]) {
        @WebSocketGateway()
        class ShopGateway {
          @SubscribeMessage()
          @UseFilters(filter)
          buy(): void {
            throw new SoldOut('A1');
          }
        }
        const kit = TestGateway.createTestModule({
          gateways: [ShopGateway],
          bind: (container) => void container.bind(SoldOutFilter).toSelf(),
        });
        await run(kit, async (ctx) => {
          expect(await answerTo(ctx, 'buy')).to.deep.equal(error(4009, { sold: 'A1' }));
        });
      }
    });
  });
});
