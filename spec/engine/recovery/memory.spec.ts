import { mock } from 'node:test';
import { expect } from 'chai';
import { SessionAwareAdapter } from 'socket.io-adapter';
import {
  GatewayBase,
  type GatewayContext,
  type GatewayOptions,
  OnConnected,
  SubscribeMessage,
  UseGuards,
  WebSocketGateway,
} from '../../../src';
import { TestGateway } from '../../../src/testing';
import { RecordingLogger } from '../../support/recording-logger';
import { comeBack, cut, namespaceOf } from '../../support/sessions';
import { overBothTransports } from '../../support/transports';

const recovery = { connectionStateRecovery: {} } satisfies GatewayOptions;
const MEBIBYTE = 1_024 * 1_024;

@WebSocketGateway(recovery)
class NewsGateway extends GatewayBase {
  @OnConnected()
  async connected(): Promise<void> {
    await this.context.socket.join('members');
  }

  @SubscribeMessage()
  hello(): string {
    return 'hello';
  }
}

const isGood = ({ environment }: GatewayContext): boolean => environment.auth.revoked !== true;

@WebSocketGateway({ connectionStateRecovery: { maxDisconnectionDuration: 60_000 } })
@UseGuards(isGood)
class GuardedGateway extends NewsGateway {}

overBothTransports((run) => {
  describe('a session whose client was refused', () => {
    beforeEach(() => mock.timers.enable({ apis: ['Date'], now: Date.now() }));
    afterEach(() => mock.timers.reset());

    for (const [title, server] of [
      ['with the adapter that comes with recovery', {}],
      ['with an adapter that keeps sessions by itself', { adapter: SessionAwareAdapter }],
    ] as const) {
      it(`is not kept longer for that, ${title}`, () =>
        run(TestGateway.createTestModule({ gateways: [GuardedGateway], options: { server } }), async (ctx) => {
          await ctx.request('hello');
          await cut(ctx);
          for (const revoked of [true, true]) {
            mock.timers.tick(29_000);
            ctx.sio.auth = { revoked };
            expect(await ctx.connect().catch((error: unknown) => error)).to.include({ code: 1008 });
          }
          mock.timers.tick(3_000);
          ctx.sio.auth = {};
          expect(await comeBack(ctx)).to.equal(false);
        }));
    }
  });

  describe('what all clients may miss', () => {
    const kit = TestGateway.createTestModule({ gateways: [NewsGateway] });
    const text = 'x'.repeat(MEBIBYTE);

    it('is not kept without bounds: a session that may miss something is not given back', () =>
      run(kit, async (ctx) => {
        await ctx.request('hello');
        const { id } = ctx.sio;
        await cut(ctx);
        namespaceOf(ctx).to('members').emit('news', 'first');
        for (let sent = 0; sent < 66; sent += 1) namespaceOf(ctx).to('others').emit('news', text);
        expect(await comeBack(ctx)).to.equal(false);
        expect(ctx.sio.id).not.to.equal(id);
      }));

    it('does not end the process where it has been changed since, and cannot be sent any more', () => {
      const logger = new RecordingLogger();
      return run(TestGateway.createTestModule({ gateways: [NewsGateway], options: { logger } }), async (ctx) => {
        await ctx.request('hello');
        await cut(ctx);
        const state: Record<string, unknown> = { text: 'fine' };
        namespaceOf(ctx).emit('news', state);
        namespaceOf(ctx).emit('news', 'second');
        state.self = state;
        expect(await comeBack(ctx)).to.equal(true);
        expect(await ctx.waitFor('news')).to.equal('second');
        expect(logger.at('error').map(({ message }) => message)).to.deep.equal([
          'What a client of / has missed cannot be sent',
        ]);
      });
    });

    it('is not lost below that', () =>
      run(kit, async (ctx) => {
        await ctx.request('hello');
        await cut(ctx);
        namespaceOf(ctx).to('members').emit('news', 'first');
        for (let sent = 0; sent < 60; sent += 1) namespaceOf(ctx).to('others').emit('news', text);
        expect(await comeBack(ctx)).to.equal(true);
        expect(await ctx.waitFor('news')).to.equal('first');
      }));

    it('is not lost to those who have left after what was dropped', () =>
      run(kit, async (ctx, join) => {
        for (let sent = 0; sent < 66; sent += 1) namespaceOf(ctx).to('others').emit('news', text);
        const late = await join();
        await late.request('hello');
        await cut(ctx, late);
        namespaceOf(ctx).to('members').emit('news', 'first');
        expect(await comeBack(late)).to.equal(true);
        expect(await late.waitFor('news')).to.equal('first');
      }));
  });
});
