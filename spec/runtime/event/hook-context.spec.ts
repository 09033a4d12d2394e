import { expect } from 'chai';
import { GatewayBase, OnConnected, OnDisconnected, OnDisconnecting, WebSocketGateway } from '../../../src';
import { TestGateway } from '../../../src/testing';
import { overBothTransports } from '../../support/transports';

const seen: unknown[] = [];

@WebSocketGateway()
class LifeGateway extends GatewayBase {
  #note(): void {
    const { event, handler, sid, reason } = this.context;
    seen.push({ event, handler, sid, reason });
  }

  @OnConnected()
  came(): void {
    this.#note();
  }

  @OnDisconnecting()
  leaving = (): void => {
    this.#note();
  };

  @OnDisconnected()
  async left(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    this.#note();
  }
}

const lifeKit = TestGateway.createTestModule({ gateways: [LifeGateway] });

overBothTransports((run) => {
  describe('the context of lifecycle hooks', () => {
    it('names the event of the hook and the reason for leaving', () =>
      run(lifeKit, async (ctx) => {
        seen.length = 0;
        await ctx.idle();
        const { id } = ctx.sio;
        await ctx.disconnect();
        await ctx.idle();
        const reason = 'client namespace disconnect';
        expect(seen).to.deep.equal([
          { event: 'disconnecting', handler: 'leaving', sid: id, reason },
          { event: 'disconnect', handler: 'left', sid: id, reason },
        ]);
      }));
  });
});
