import { expect } from 'chai';
import {
  GatewayBase,
  OnDisconnected,
  OnDisconnecting,
  SubscribeMessage,
  WebSocketException,
  WebSocketGateway,
} from '../../../../src';
import { TestGateway } from '../../../../src/testing';
import { overBothTransports } from '../../../support/transports';

overBothTransports((run, transport) => {
  describe('context.reason', () => {
    const reasons: (string | undefined)[] = [];

    @WebSocketGateway()
    class ReasonGateway extends GatewayBase {
      @SubscribeMessage()
      leave(): void {
        this.context.socket.disconnect();
      }

      @SubscribeMessage()
      refuse(): never {
        throw new WebSocketException(4000, 'go away', { disconnect: true });
      }

      @OnDisconnecting()
      disconnecting(): void {
        reasons.push(this.context.reason);
      }

      @OnDisconnected()
      disconnected(): void {
        reasons.push(this.context.reason);
      }
    }
    const kit = TestGateway.createTestModule({ gateways: [ReasonGateway] });

    beforeEach(() => {
      reasons.length = 0;
    });

    it('is that of socket.io when the client disconnects', () =>
      run(kit, async (ctx) => {
        await ctx.disconnect();
        await ctx.idle();
        expect(reasons).to.deep.equal(['client namespace disconnect', 'client namespace disconnect']);
      }));

    for (const event of ['leave', 'refuse']) {
      it(`is that of socket.io when the server disconnects the client (${event})`, () =>
        run(kit, async (ctx) => {
          const gone = new Promise((resolve) => ctx.sio.once('disconnect', resolve));
          ctx.sio.emit(event);
          expect(await gone).to.equal('io server disconnect');
          await ctx.idle();
          expect(reasons).to.deep.equal(['server namespace disconnect', 'server namespace disconnect']);
        }));
    }

    it('is that of socket.io when the connection is lost', () =>
      run(kit, async (ctx) => {
        const peer = ctx.host.of(ReasonGateway).sockets.get(ctx.sio.id!)!;
        const noticed = new Promise((resolve) => peer.once('disconnect', resolve));
        ctx.sio.io.engine.close();
        await noticed;
        await ctx.idle();
        expect(reasons).to.deep.equal(['transport close', 'transport close']);
      }));

    it('is that of socket.io when the host closes', async () => {
      const ctx = await kit.start();
      await ctx.connect({ transports: [transport] });
      await ctx.host.close();
      expect(reasons).to.deep.equal(['server shutting down', 'server shutting down']);
      await ctx.close();
    });
  });
});
