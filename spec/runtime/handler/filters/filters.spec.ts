import { expect } from 'chai';
import { injectable } from 'inversify';
import {
  type ExceptionFilter,
  type GatewayContext,
  SubscribeMessage,
  UseFilters,
  WebSocketException,
  WebSocketGateway,
} from '../../../../src';
import { TestGateway } from '../../../../src/testing';
import { next as nextEvent } from '../../../support/application';
import { internal, refusalIn } from '../../../support/refusals';
import { overBothTransports } from '../../../support/transports';
import { answerTo } from '../../../support/wire';
import { type Catch, error, filtered, hostile, soldOut, SoldOut } from './filtering';

overBothTransports((run) => {
  describe('a filter', () => {
    it('turns an error of the application into a WebSocketException, for the error event and the acknowledgement', async () => {
      const { kit, logger } = filtered(soldOut);
      await run(kit, async (ctx) => {
        expect(await answerTo(ctx, 'buy')).to.deep.equal(error(4009, { sold: 'A1' }));
        expect(ctx.errors).to.deep.equal([{ code: 4009, reason: { sold: 'A1' }, event: 'buy' }]);
        expect(logger.at('error')).to.deep.equal([]);
      });
    });

    it('may be asynchronous and may throw instead of returning', async () => {
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

    it('keeps the error when it returns undefined', async () => {
      for (const thrown of [new WebSocketException(4000, 'as it is'), new Error('as it is')]) {
        for (const filter of [() => undefined, () => Promise.resolve(undefined)]) {
          const { kit, logger } = filtered(filter, () => thrown);
          const isException = thrown instanceof WebSocketException;
          await run(kit, async (ctx) => {
            const answer = await answerTo(ctx, 'buy');
            if (isException) expect(answer).to.deep.equal(error(4000, 'as it is'));
            else expect(refusalIn(answer)).to.deep.equal(internal('buy'));
            expect(logger.detailsAt('error')).to.deep.equal(isException ? [] : [thrown]);
          });
        }
      }
    });

    it('keeps a hostile value an internal error when it returns undefined', async () => {
      for (const filter of [() => undefined, () => Promise.resolve(undefined)]) {
        await run(filtered(filter, () => hostile).kit, async (ctx) => {
          expect(refusalIn(await answerTo(ctx, 'buy'))).to.deep.equal(internal('buy'));
        });
      }
    });

    it('may have the client disconnected', async () => {
      const { kit } = filtered(() => new WebSocketException(4001, 'Out', { disconnect: true }));
      await run(kit, async (ctx) => {
        const gone = nextEvent(ctx.sio, 'disconnect');
        ctx.sio.emit('buy');
        expect(await gone).to.equal('io server disconnect');
        expect(ctx.errors).to.deep.equal([{ code: 4001, reason: 'Out', event: 'buy' }]);
      });
    });

    it('gets the thrown value of any type, and the context', async () => {
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

    it('does not run when nothing was thrown', async () => {
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
    it('run from the method’s outwards, the last of a list first, each with the error of the one before', async () => {
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

    it('are functions, instances or classes from the container', async () => {
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
