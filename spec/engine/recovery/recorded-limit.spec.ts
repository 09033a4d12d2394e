import { expect } from 'chai';
import { GatewayBase, type GatewayOptions, SubscribeMessage, WebSocketGateway } from '../../../src';
import { TestGateway } from '../../../src/testing';
import { comeBack, cut } from '../../support/sessions';
import { overBothTransports } from '../../support/transports';

const recovery = { connectionStateRecovery: { maxDisconnectionDuration: 60_000 } } satisfies GatewayOptions;
const KIB = 1_024;

@WebSocketGateway(recovery)
class FillGateway extends GatewayBase {
  /** So many bytes to this client, in packets of one KiB. */
  @SubscribeMessage()
  fill(bytes: number): number {
    for (let sent = 0; sent < bytes; sent += KIB) this.context.socket.emit('filled', 'x'.repeat(KIB));
    return bytes;
  }
}

const kit = (maxRecordedBytes: number) =>
  TestGateway.createTestModule({ gateways: [FillGateway], options: { limits: { maxRecordedBytes } } });

overBothTransports((run) => {
  describe('limits.maxRecordedBytes', () => {
    it('keeps the session of a client for which less was recorded', () =>
      run(kit(16 * KIB), async (ctx) => {
        await ctx.request('fill', 8 * KIB);
        await cut(ctx);
        expect(await comeBack(ctx)).to.equal(true);
      }));

    it('lets a client for which more was recorded come back with a new session', () =>
      run(kit(16 * KIB), async (ctx) => {
        await ctx.request('fill', 17 * KIB);
        await cut(ctx);
        expect(await comeBack(ctx)).to.equal(false);
      }));

    it('may be more than the default', () =>
      run(kit(4 * KIB * KIB), async (ctx) => {
        await ctx.request('fill', 2 * KIB * KIB);
        await cut(ctx);
        expect(await comeBack(ctx)).to.equal(true);
      }));
  });
});
