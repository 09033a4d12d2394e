import { expect } from 'chai';
import Joi from 'joi';
import {
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
} from '../../../../src';
import { TestGateway } from '../../../../src/testing';
import { next as nextEvent } from '../../../support/application';
import { deferred } from '../../../support/deferred';
import { RecordingLogger } from '../../../support/recording-logger';
import { refusalIn, unknownEvent } from '../../../support/refusals';
import { overBothTransports } from '../../../support/transports';
import { answerTo } from '../../../support/wire';
import { error, soldOut, SoldOut } from './filtering';

overBothTransports((run, transport) => {
  describe('filters get', () => {
    it('the refusal of a guard', async () => {
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
        expect(refusal).to.include({ code: WsStatus.POLICY_VIOLATION });
      });
    });

    it('the refusal of validation, and may change its form', async () => {
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

    it('the error of an interceptor', async () => {
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

    it('the error of a stream, after its items', async () => {
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

    it('the error of a result that cannot be sent', async () => {
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

    it('the error of a timeout', async () => {
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
        expect(seen[0]).to.include({ code: WsStatus.TRY_AGAIN_LATER });
        hold.resolve();
      });
    });

    it('no error of an unknown event, as it has no gateway', async () => {
      let asked = 0;
      @WebSocketGateway()
      class SilentGateway {}
      const options = { filters: [() => void (asked += 1)] };
      await run(TestGateway.createTestModule({ gateways: [SilentGateway], options }), async (ctx) => {
        expect(refusalIn(await answerTo(ctx, 'buy'))).to.deep.equal(unknownEvent('buy'));
        expect(asked).to.equal(0);
      });
    });

    it('the refusal of a client at connect, and may change its connect_error', async () => {
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

    it('the error of @OnConnected', async () => {
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

    it('the error of @OnDisconnected, and may change what is logged', async () => {
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
  });
});
