import { expect } from 'chai';
import {
  GatewayConfigurationError,
  OnConnected,
  OnDisconnected,
  SubscribeMessage,
  Timeout,
  UseFilters,
  UseGuards,
  UseInterceptors,
  WebSocketException,
  WebSocketGateway,
} from '../../../../src';
import { TestGateway } from '../../../../src/testing';
import { TestApplication } from '../../../support/application';
import { deferred } from '../../../support/deferred';
import { tryLater, withoutReason } from '../../../support/refusals';
import { overBothTransports } from '../../../support/transports';
import { failureOf, MINUTE, SOON, Workshop } from '../../workshop';

overBothTransports((run, transport) => {
  describe('@Timeout on a class', () => {
    it('holds for each of its methods, unless a method has its own', async () => {
      const workshop = new Workshop();
      @WebSocketGateway()
      @Timeout(SOON)
      class TimedGateway {
        @SubscribeMessage()
        slow(): Promise<string> {
          return workshop.work('slow');
        }

        @SubscribeMessage()
        @Timeout(MINUTE)
        longer(): Promise<string> {
          return workshop.work('longer');
        }
      }
      await run(TestGateway.createTestModule({ gateways: [TimedGateway] }), async (ctx) => {
        const longer = ctx.request('longer');
        expect(await failureOf(ctx.request('slow'))).to.include(tryLater('slow'));
        workshop.finish('slow', 'longer');
        expect(await longer).to.equal('longer');
      });
    });

    it('may be shortened for a method', async () => {
      const workshop = new Workshop();
      @WebSocketGateway()
      @Timeout(MINUTE)
      class TimedGateway {
        @SubscribeMessage()
        @Timeout(SOON)
        slow(): Promise<string> {
          return workshop.work('slow');
        }
      }
      await run(TestGateway.createTestModule({ gateways: [TimedGateway] }), async (ctx) => {
        expect(await failureOf(ctx.request('slow'))).to.include(tryLater('slow'));
        workshop.finish('slow');
      });
    });

    it('holds for its @OnConnected, whose client is told and disconnected', async () => {
      const workshop = new Workshop();
      @WebSocketGateway()
      @Timeout(SOON)
      class TimedGateway {
        @OnConnected()
        connected(): Promise<string> {
          return workshop.work('connected');
        }

        @OnDisconnected()
        disconnected(): void {
          workshop.log.push('disconnected');
        }
      }
      await TestGateway.createTestModule({ gateways: [TimedGateway] }).runWithServer(async (ctx) => {
        const gone = new Promise((resolve) => ctx.sio.once('disconnect', resolve));
        await ctx.connect({ transports: [transport] });
        expect(await gone).to.equal('io server disconnect');
        expect(ctx.errors.map(withoutReason)).to.deep.equal([tryLater('connect')]);
        workshop.finish('connected');
        await ctx.idle();
        expect(workshop.log).to.have.members(['+connected', 'disconnected', '-connected']);
      });
    });
  });

  describe('the time of a @Timeout', () => {
    it('includes guards: the handler does not start after its time', async () => {
      const [hold, handled] = [deferred(), [] as string[]];
      @WebSocketGateway()
      class TimedGateway {
        @SubscribeMessage()
        @Timeout(SOON)
        @UseGuards(() => hold.promise.then(() => true))
        slow(): void {
          handled.push('slow');
        }
      }
      await run(TestGateway.createTestModule({ gateways: [TimedGateway] }), async (ctx) => {
        expect(await failureOf(ctx.request('slow'))).to.include(tryLater('slow'));
        hold.resolve();
        await ctx.idle();
        expect(handled).to.deep.equal([]);
      });
    });

    it('includes interceptors: next() does not start the handler after its time', async () => {
      const [hold, handled] = [deferred(), [] as string[]];
      @WebSocketGateway()
      class TimedGateway {
        @SubscribeMessage()
        @Timeout(SOON)
        @UseInterceptors((_context, next) => hold.promise.then(next))
        slow(): void {
          handled.push('slow');
        }
      }
      await run(TestGateway.createTestModule({ gateways: [TimedGateway] }), async (ctx) => {
        expect(await failureOf(ctx.request('slow'))).to.include(tryLater('slow'));
        hold.resolve();
        await ctx.idle();
        expect(handled).to.deep.equal([]);
      });
    });

    it('ends in an error for the filters', async () => {
      const workshop = new Workshop();
      @WebSocketGateway()
      class TimedGateway {
        @SubscribeMessage()
        @Timeout(SOON)
        @UseFilters((error) => new WebSocketException(4008, { late: error instanceof WebSocketException }))
        slow(): Promise<string> {
          return workshop.work('slow');
        }
      }
      await run(TestGateway.createTestModule({ gateways: [TimedGateway] }), async (ctx) => {
        expect(await failureOf(ctx.request('slow'))).to.deep.include({ code: 4008, reason: { late: true } });
        workshop.finish('slow');
      });
    });
  });
});

describe('@Timeout', () => {
  for (const ms of [0, -1, NaN, Infinity, 2 ** 31]) {
    it(`is refused when it is ${ms}`, () => {
      @WebSocketGateway()
      @Timeout(ms)
      class TimedGateway {
        @SubscribeMessage()
        @Timeout(ms)
        timed(): void {}
      }
      expect(() => new TestApplication().attach({ gateways: [TimedGateway] }))
        .to.throw(GatewayConfigurationError)
        .with.property('problems')
        .that.deep.equals(
          ['TimedGateway', 'TimedGateway.timed'].map(
            (where) => `${where}: its @Timeout is ${ms}; expected milliseconds from 1 to 2147483647`,
          ),
        );
    });
  }

  for (const ms of [1, 2 ** 31 - 1]) {
    it(`may be ${ms}`, () => {
      @WebSocketGateway()
      class TimedGateway {
        @SubscribeMessage()
        @Timeout(ms)
        timed(): void {}
      }
      const host = new TestApplication().attach({ gateways: [TimedGateway] });
      expect(host.registry.gateways[0]!.handlers[0]!.enhancers.timeoutMs).to.equal(ms);
    });
  }
});
