import { setTimeout as passed } from 'node:timers/promises';
import { expect } from 'chai';
import {
  GatewayBase,
  OnConnected,
  RateLimit,
  type RateLimitOptions,
  SubscribeMessage,
  WebSocketGateway,
} from '../../../../src';
import { GatewayError, TestGateway } from '../../../../src/testing';
import { overBothTransports } from '../../../support/transports';
import { expectRefusal, MINUTE, type Refusal } from '../../workshop';
import { tryLater, withoutReason } from '../../../support/refusals';

function limitedGateway(options: RateLimitOptions) {
  const handled: string[] = [];

  @WebSocketGateway()
  class LimitedGateway extends GatewayBase {
    @SubscribeMessage()
    @RateLimit(options)
    limited(): string {
      handled.push(this.context.sid);
      return 'answered';
    }

    @SubscribeMessage()
    free(): string {
      return 'answered';
    }
  }
  return { handled, kit: TestGateway.createTestModule({ gateways: [LimitedGateway] }) };
}

overBothTransports((run, transport) => {
  describe('@RateLimit', () => {
    it('lets as many events pass as it has points, and refuses the next with 1013 and retryAfterMs', () => {
      const { kit, handled } = limitedGateway({ points: 3, durationMs: MINUTE });
      return run(kit, async (ctx) => {
        for (let event = 1; event <= 3; event += 1) expect(await ctx.request('limited')).to.equal('answered');
        const retryAfterMs = await expectRefusal(ctx, 'limited', MINUTE);
        expect(ctx.errors.map(withoutReason)).to.deep.equal([tryLater('limited')]);
        expect(ctx.errors[0]!.reason).to.include({ retryAfterMs });
        expect(handled).to.have.length(3);
      });
    });

    it('refuses also an event without an acknowledgement', () => {
      const { kit, handled } = limitedGateway({ points: 1, durationMs: MINUTE });
      return run(kit, async (ctx) => {
        ctx.sio.emit('limited');
        expect(await ctx.waitFor('limited')).to.equal('answered');
        ctx.sio.emit('limited');
        expect(await ctx.waitFor('error')).to.deep.include({ code: 1013, event: 'limited' });
        expect(handled).to.have.length(1);
      });
    });

    it('lets events pass again after retryAfterMs', () => {
      const { kit, handled } = limitedGateway({ points: 1, durationMs: 1_500 });
      return run(kit, async (ctx) => {
        const begun = performance.now();
        const first = ctx.request('limited'); // the next follows at once, or the time might be over
        let retryAfterMs = await expectRefusal(ctx, 'limited', 1_500);
        expect(await first).to.equal('answered');
        const told = retryAfterMs;
        for (;;) {
          await passed(retryAfterMs); // it is about the clock: nothing but time makes the budget whole again
          const answer = await ctx.request<string>('limited').catch((error: unknown) => error);
          if (!(answer instanceof GatewayError)) {
            expect(answer).to.equal('answered');
            break;
          }
          ({ retryAfterMs } = answer.reason as Refusal); // a timer may fire a little early
        }
        expect(performance.now() - begun).to.be.above(told - 5);
        expect(handled).to.have.length(2);
      });
    });

    it('does not limit events of other methods', () => {
      const { kit } = limitedGateway({ points: 1, durationMs: MINUTE });
      return run(kit, async (ctx) => {
        await ctx.request('limited');
        await expectRefusal(ctx, 'limited', MINUTE);
        expect(await ctx.request('free')).to.equal('answered');
      });
    });

    it('counts for each client separately', () => {
      const { kit } = limitedGateway({ points: 1, durationMs: MINUTE });
      return run(kit, async (ctx, join) => {
        const other = await join();
        expect(await ctx.request('limited')).to.equal('answered');
        await expectRefusal(ctx, 'limited', MINUTE);
        expect(await other.request('limited')).to.equal('answered');
        await expectRefusal(other, 'limited', MINUTE);
      });
    });

    it('counts together for clients with the same key', () => {
      const key: RateLimitOptions['key'] = ({ environment }) => String(environment.auth.user);
      const { kit } = limitedGateway({ points: 1, durationMs: MINUTE, key });
      return run(
        kit,
        async (ctx, join) => {
          const [same, other] = [await join({ auth: { user: 'ada' } }), await join({ auth: { user: 'bob' } })];
          expect(await ctx.request('limited')).to.equal('answered');
          await expectRefusal(same, 'limited', MINUTE);
          expect(await other.request('limited')).to.equal('answered');
        },
        { auth: { user: 'ada' } },
      );
    });
  });

  describe('@RateLimit on @OnConnected', () => {
    it('disconnects clients of an address that connect too often, with retryAfterMs', async () => {
      const greeted: string[] = [];
      @WebSocketGateway()
      class GreetingGateway extends GatewayBase {
        @OnConnected()
        @RateLimit({ points: 2, durationMs: MINUTE, key: ({ environment }) => environment.address })
        connected(): void {
          greeted.push(this.context.environment.address);
        }

        @SubscribeMessage()
        hello(): string {
          return 'hello';
        }
      }
      await run(TestGateway.createTestModule({ gateways: [GreetingGateway] }), async (ctx, join) => {
        const [second, third] = [await join(), ctx.newSocketClientContext()];
        const gone = new Promise((resolve) => third.sio.once('disconnect', resolve));
        await third.connect({ transports: [transport] });
        expect(await gone).to.equal('io server disconnect');
        const { retryAfterMs } = third.errors[0]!.reason as Refusal;
        expect(retryAfterMs).to.be.within(1, MINUTE);
        expect(third.errors.map(withoutReason)).to.deep.equal([tryLater('connect')]);
        expect(await second.request('hello')).to.equal('hello');
        expect(greeted).to.deep.equal(['127.0.0.1', '127.0.0.1']);
      });
    });
  });
});
