import { expect } from 'chai';
import { GatewayBase, type GatewayOptions, OnConnected, SubscribeMessage, WebSocketGateway } from '../../../src';
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

overBothTransports((run) => {
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
