import { expect } from 'chai';
import Joi from 'joi';
import {
  createParamDecorator,
  SubscribeMessage,
  UseGuards,
  UseInterceptors,
  WebSocketGateway,
  WsBody,
} from '../../../src';
import { TestGateway } from '../../../src/testing';
import { deferred } from '../../support/deferred';
import { RecordingLogger } from '../../support/recording-logger';
import { overBothTransports } from '../../support/transports';

overBothTransports((run) => {
  describe('a client that leaves', () => {
    it('while a guard awaits starts no handler', async () => {
      const entered = deferred();
      const hold = deferred<boolean>();
      const ran: string[] = [];

      @WebSocketGateway()
      class SecretGateway {
        @SubscribeMessage()
        @UseGuards(() => {
          entered.resolve();
          return hold.promise;
        })
        secret(): void {
          ran.push('secret');
        }
      }
      await run(TestGateway.createTestModule({ gateways: [SecretGateway] }), async (ctx) => {
        ctx.sio.emit('secret');
        await entered.promise;
        await ctx.disconnect();
        hold.resolve(true);
        await ctx.idle();
        expect(ran).to.deep.equal([]);
      });
    });

    it('while a guard awaits reads no parameters', async () => {
      const entered = deferred();
      const hold = deferred<boolean>();
      const ran: string[] = [];
      const Reading = createParamDecorator(() => ran.push('parameter'));

      @WebSocketGateway()
      class ReadingGateway {
        @SubscribeMessage()
        @UseGuards(() => {
          entered.resolve();
          return hold.promise;
        })
        secret(@Reading() _read: number): void {
          ran.push('secret');
        }
      }
      await run(TestGateway.createTestModule({ gateways: [ReadingGateway] }), async (ctx) => {
        ctx.sio.emit('secret');
        await entered.promise;
        await ctx.disconnect();
        hold.resolve(true);
        await ctx.idle();
        expect(ran).to.deep.equal([]);
      });
    });

    it('while validation awaits starts no handler', async () => {
      const entered = deferred();
      const hold = deferred();
      const ran: string[] = [];
      const slow = Joi.any().external(async () => {
        entered.resolve();
        await hold.promise;
        ran.push('validated');
      });

      @WebSocketGateway()
      class SlowGateway {
        @SubscribeMessage()
        secret(@WsBody(slow) _body: unknown): void {
          ran.push('secret');
        }
      }
      await run(TestGateway.createTestModule({ gateways: [SlowGateway] }), async (ctx) => {
        ctx.sio.emit('secret', 'body');
        await entered.promise;
        await ctx.disconnect();
        hold.resolve();
        await ctx.idle();
        expect(ran).to.deep.equal(['validated']);
      });
    });

    it('while an interceptor awaits before next() starts no handler', async () => {
      const entered = deferred();
      const hold = deferred();
      const ran: string[] = [];

      @WebSocketGateway()
      class SlowGateway {
        @SubscribeMessage()
        @UseInterceptors(async (_context, next) => {
          entered.resolve();
          await hold.promise;
          ran.push('next');
          return next();
        })
        secret(): void {
          ran.push('secret');
        }
      }
      const logger = new RecordingLogger();
      const kit = TestGateway.createTestModule({ gateways: [SlowGateway], options: { logger } });
      await run(kit, async (ctx) => {
        ctx.sio.emit('secret');
        await entered.promise;
        await ctx.disconnect();
        hold.resolve();
        await ctx.idle();
        expect(ran).to.deep.equal(['next']);
        expect(logger.at('error')).to.deep.equal([]);
      });
    });

    it('while the first of two guards awaits does not reach the second', async () => {
      const entered = deferred();
      const hold = deferred<boolean>();
      const asked: string[] = [];

      @WebSocketGateway()
      class TwiceGuardedGateway {
        @SubscribeMessage()
        @UseGuards(
          () => {
            asked.push('first');
            entered.resolve();
            return hold.promise;
          },
          () => asked.push('second') > 0,
        )
        secret(): void {
          asked.push('secret');
        }
      }
      await run(TestGateway.createTestModule({ gateways: [TwiceGuardedGateway] }), async (ctx) => {
        ctx.sio.emit('secret');
        await entered.promise;
        await ctx.disconnect();
        hold.resolve(true);
        await ctx.idle();
        expect(asked).to.deep.equal(['first']);
      });
    });
  });
});
