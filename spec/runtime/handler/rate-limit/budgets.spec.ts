import { expect } from 'chai';
import Joi from 'joi';
import {
  GatewayBase,
  OnConnected,
  OnDisconnected,
  RateLimit,
  SubscribeMessage,
  UseGuards,
  WebSocketGateway,
  WsBody,
} from '../../../../src';
import { TestGateway } from '../../../../src/testing';
import { overBothTransports } from '../../../support/transports';
import { expectRefusal, failureOf, MINUTE } from '../../workshop';

overBothTransports((run) => {
  describe('the budget of @RateLimit', () => {
    it('of a class is shared by all of its handlers', async () => {
      @WebSocketGateway()
      @RateLimit({ points: 2, durationMs: MINUTE })
      class LimitedGateway {
        @SubscribeMessage()
        one(): number {
          return 1;
        }

        @SubscribeMessage()
        two(): number {
          return 2;
        }
      }
      await run(TestGateway.createTestModule({ gateways: [LimitedGateway] }), async (ctx) => {
        expect([await ctx.request('one'), await ctx.request('two')]).to.deep.equal([1, 2]);
        await expectRefusal(ctx, 'one', MINUTE);
        await expectRefusal(ctx, 'two', MINUTE);
      });
    });

    it('of a method is its own', async () => {
      @WebSocketGateway()
      class LimitedGateway {
        @SubscribeMessage()
        @RateLimit({ points: 1, durationMs: MINUTE })
        one(): number {
          return 1;
        }

        @SubscribeMessage()
        @RateLimit({ points: 1, durationMs: MINUTE })
        two(): number {
          return 2;
        }
      }
      await run(TestGateway.createTestModule({ gateways: [LimitedGateway] }), async (ctx) => {
        expect(await ctx.request('one')).to.equal(1);
        await expectRefusal(ctx, 'one', MINUTE);
        expect(await ctx.request('two')).to.equal(2);
        await expectRefusal(ctx, 'two', MINUTE);
      });
    });

    it('of a class and that of a method are both spent', async () => {
      @WebSocketGateway()
      @RateLimit({ points: 3, durationMs: MINUTE })
      class LimitedGateway {
        @SubscribeMessage()
        @RateLimit({ points: 1, durationMs: MINUTE / 2 })
        rare(): number {
          return 1;
        }

        @SubscribeMessage()
        common(): number {
          return 2;
        }
      }
      await run(TestGateway.createTestModule({ gateways: [LimitedGateway] }), async (ctx) => {
        expect(await ctx.request('rare')).to.equal(1);
        await expectRefusal(ctx, 'rare', MINUTE / 2);
        expect(await ctx.request('common')).to.equal(2);
        await expectRefusal(ctx, 'common', MINUTE);
      });
    });

    it('of a method is shared by all of its events', async () => {
      @WebSocketGateway()
      class LimitedGateway {
        @SubscribeMessage('new_name', 'old_name')
        @RateLimit({ points: 1, durationMs: MINUTE })
        named(): number {
          return 1;
        }
      }
      await run(TestGateway.createTestModule({ gateways: [LimitedGateway] }), async (ctx) => {
        expect(await ctx.request('new_name')).to.equal(1);
        await expectRefusal(ctx, 'old_name', MINUTE);
      });
    });

    it('is another for each application', async () => {
      @WebSocketGateway()
      class LimitedGateway {
        @SubscribeMessage()
        @RateLimit({ points: 1, durationMs: MINUTE, key: () => 'everybody' })
        limited(): string {
          return 'answered';
        }
      }
      const kit = TestGateway.createTestModule({ gateways: [LimitedGateway] });
      for (const _application of ['one', 'another']) {
        await run(kit, async (ctx) => {
          expect(await ctx.request('limited')).to.equal('answered');
          await expectRefusal(ctx, 'limited', MINUTE);
        });
      }
    });

    it('is spent before guards run and payloads are read', async () => {
      const guarded: string[] = [];
      @WebSocketGateway()
      class LimitedGateway extends GatewayBase {
        @SubscribeMessage()
        @RateLimit({ points: 1, durationMs: MINUTE })
        @UseGuards(({ event }) => guarded.push(event) > 0)
        limited(@WsBody(Joi.string()) _text: string): void {}
      }
      await run(TestGateway.createTestModule({ gateways: [LimitedGateway] }), async (ctx) => {
        expect(await failureOf(ctx.request('limited', 42))).to.include({ code: 1007 });
        await expectRefusal(ctx, 'limited', MINUTE);
        expect(guarded).to.deep.equal(['limited']);
      });
    });

    it('of a class for events is not spent by connecting and leaving', async () => {
      const log: string[] = [];
      @WebSocketGateway()
      @RateLimit({ points: 2, durationMs: MINUTE, key: () => 'everybody' })
      class LimitedGateway {
        @OnConnected()
        connected(): void {
          log.push('connected');
        }

        @OnDisconnected()
        disconnected(): void {
          log.push('disconnected');
        }

        @SubscribeMessage()
        limited(): string {
          return 'answered';
        }
      }
      await run(TestGateway.createTestModule({ gateways: [LimitedGateway] }), async (ctx, join) => {
        await (await join()).disconnect();
        expect(await ctx.request('limited')).to.equal('answered');
        expect(await ctx.request('limited')).to.equal('answered');
        await expectRefusal(ctx, 'limited', MINUTE);
        expect(log).to.deep.equal(['connected', 'connected', 'disconnected']);
      });
    });
  });
});
