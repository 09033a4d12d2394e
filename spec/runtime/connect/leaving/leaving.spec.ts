import { expect } from 'chai';
import Joi from 'joi';
import {
  GatewayBase,
  OnConnected,
  OnDisconnected,
  OnDisconnecting,
  SubscribeMessage,
  WebSocketException,
  WebSocketGateway,
  WsBody,
  WsResponse,
} from '../../../../src';
import { TestGateway } from '../../../../src/testing';
import { deferred } from '../../../support/deferred';
import { RecordingLogger } from '../../../support/recording-logger';
import { overBothTransports } from '../../../support/transports';

overBothTransports((run) => {
  describe('a client that leaves', () => {
    it('is still in its rooms in @OnDisconnecting, which can emit to them', async () => {
      @WebSocketGateway()
      class AnnouncingGateway extends GatewayBase {
        @OnConnected()
        async connected(): Promise<void> {
          await this.context.socket.join('lobby');
        }

        @OnDisconnecting()
        disconnecting(): void {
          this.context.socket.to('lobby').emit('leaving', this.context.sid);
        }

        @OnDisconnected()
        disconnected(): WsResponse {
          return new WsResponse('left', this.context.sid, { to: 'lobby' });
        }
      }
      await run(TestGateway.createTestModule({ gateways: [AnnouncingGateway] }), async (ctx, join) => {
        const other = await join();
        await ctx.idle();
        const { id } = ctx.sio;
        await ctx.disconnect();
        expect(await other.waitFor('leaving')).to.equal(id);
        expect(await other.waitFor('left')).to.equal(id);
      });
    });

    it('runs @OnDisconnecting after @OnConnected, and @OnDisconnected after @OnDisconnecting', async () => {
      const [connecting, leaving] = [deferred(), deferred()];
      const log: string[] = [];
      @WebSocketGateway()
      class SlowGateway {
        @OnConnected()
        async connected(): Promise<void> {
          log.push('connecting');
          await connecting.promise;
          log.push('connected');
        }

        @OnDisconnecting()
        async disconnecting(): Promise<void> {
          log.push('disconnecting');
          await leaving.promise;
          log.push('still disconnecting');
        }

        @OnDisconnected()
        disconnected(): void {
          log.push('disconnected');
        }
      }
      await run(TestGateway.createTestModule({ gateways: [SlowGateway] }), async (ctx) => {
        await ctx.disconnect();
        expect(log).to.deep.equal(['connecting']);
        connecting.resolve();
        leaving.resolve();
        await ctx.idle();
        expect(log.slice(1)).to.deep.equal(['connected', 'disconnecting', 'still disconnecting', 'disconnected']);
      });
    });

    it('aborts context.signal of the handlers that run for it', async () => {
      const [started, aborted] = [deferred(), deferred<unknown>()];
      @WebSocketGateway()
      class WorkingGateway extends GatewayBase {
        @SubscribeMessage()
        async work(): Promise<void> {
          const { signal } = this.context;
          await new Promise((resolve) => {
            signal.addEventListener('abort', resolve);
            started.resolve();
          });
          aborted.resolve(signal.reason);
        }
      }
      await run(TestGateway.createTestModule({ gateways: [WorkingGateway] }), async (ctx) => {
        ctx.sio.emit('work');
        await started.promise;
        await ctx.disconnect();
        expect(await aborted.promise)
          .to.be.an.instanceOf(Error)
          .with.property('message', 'The client has left');
      });
    });

    it('has an aborted context.signal also when it is first read after leaving', async () => {
      const [started, hold, asked] = [deferred(), deferred(), deferred<boolean>()];
      @WebSocketGateway()
      class LateGateway extends GatewayBase {
        @SubscribeMessage()
        async work(): Promise<void> {
          started.resolve();
          await hold.promise;
          asked.resolve(this.context.signal.aborted);
        }
      }
      await run(TestGateway.createTestModule({ gateways: [LateGateway] }), async (ctx) => {
        ctx.sio.emit('work');
        await started.promise;
        await ctx.disconnect();
        hold.resolve();
        expect(await asked.promise).to.be.true;
      });
    });

    it('does not abort the signals of other clients', async () => {
      const [started, hold] = [deferred(), deferred()];
      @WebSocketGateway()
      class PatientGateway extends GatewayBase {
        @SubscribeMessage()
        async work(): Promise<boolean> {
          const { signal } = this.context;
          started.resolve();
          await hold.promise;
          return signal.aborted;
        }
      }
      await run(TestGateway.createTestModule({ gateways: [PatientGateway] }), async (ctx, join) => {
        const other = await join();
        const answer = ctx.request('work');
        await started.promise;
        await other.disconnect();
        hold.resolve();
        expect(await answer).to.be.false;
      });
    });

    it('starts no handler after a schema during which it left', async () => {
      const [validating, hold] = [deferred(), deferred()];
      let started = 0;
      const schema = Joi.string().external(async () => {
        validating.resolve();
        await hold.promise;
      });
      @WebSocketGateway()
      class ValidatingGateway {
        @SubscribeMessage()
        work(@WsBody(schema) _job: string): void {
          started += 1;
        }
      }
      await run(TestGateway.createTestModule({ gateways: [ValidatingGateway] }), async (ctx) => {
        ctx.sio.emit('work', 'job');
        await validating.promise;
        await ctx.disconnect();
        hold.resolve();
        await ctx.idle();
        expect(started).to.equal(0);
      });
    });

    it('gets no answer from a handler that finishes later, and nothing fails', async () => {
      const [started, hold] = [deferred(), deferred()];
      const logger = new RecordingLogger();
      @WebSocketGateway()
      class TardyGateway {
        @SubscribeMessage()
        async work(): Promise<string> {
          started.resolve();
          await hold.promise;
          return 'too late';
        }

        @SubscribeMessage()
        hello(): string {
          return 'hello';
        }
      }
      const kit = TestGateway.createTestModule({ gateways: [TardyGateway], options: { logger } });
      await run(kit, async (ctx, join) => {
        const other = await join();
        ctx.sio.emit('work', () => undefined);
        await started.promise;
        await ctx.disconnect();
        hold.resolve();
        await ctx.idle();
        expect(logger.at('error')).to.deep.equal([]);
        expect(await other.request('hello')).to.equal('hello');
      });
    });
  });

  describe('a hook for a client that leaves', () => {
    for (const [what, thrown] of [
      ['an error', new Error('the log is full')],
      ['a WebSocketException', new WebSocketException(4000, 'for nobody', { disconnect: true })],
    ] as const) {
      it(`writes to the log alone when it throws ${what}`, async () => {
        const logger = new RecordingLogger();
        @WebSocketGateway()
        class FailingGateway {
          @OnDisconnecting()
          disconnecting(): void {
            throw thrown;
          }

          @OnDisconnected()
          async disconnected(): Promise<void> {
            throw thrown;
          }
        }
        const kit = TestGateway.createTestModule({ gateways: [FailingGateway], options: { logger } });
        await run(kit, async (ctx, join) => {
          const other = await join();
          await ctx.disconnect();
          await ctx.idle();
          expect(logger.at('error').map(({ message, details }) => [message, details[0]])).to.deep.equal([
            ["FailingGateway.disconnecting failed on 'disconnecting'", thrown],
            ["FailingGateway.disconnected failed on 'disconnect'", thrown],
          ]);
          await other.expectNone('error');
          expect(ctx.errors).to.deep.equal([]);
        });
      });
    }
  });
});
