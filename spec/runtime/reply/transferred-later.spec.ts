import { expect } from 'chai';
import { GatewayBase, SubscribeMessage, WebSocketGateway } from '../../../src';
import { TestGateway } from '../../../src/testing';
import { overBothTransports } from '../../support/transports';
import { answerTo } from '../../support/wire';

@WebSocketGateway({ path: '/transferred-later' })
class LendingGateway extends GatewayBase {
  @SubscribeMessage()
  lend(): string {
    const bytes = new Uint8Array(8);
    for (let time = 0; time < 3; time += 1) this.context.socket.emit('bytes', time, bytes, bytes.buffer);
    structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
    return 'lent';
  }
}

overBothTransports((run) => {
  describe('bytes that are transferred to another thread after they were emitted', () => {
    const kit = TestGateway.createTestModule({ gateways: [LendingGateway] });

    it('do not end the process, though they may have to wait until then: their client gets none of them', () =>
      run(kit, async (ctx) => {
        const times: unknown[] = [];
        ctx.sio.on('bytes', (time: unknown) => times.push(time));
        expect(await answerTo(ctx, 'lend')).to.deep.equal(['lent']);
        expect(times).to.deep.equal([0, 1, 2]);
        expect(await answerTo(ctx, 'lend')).to.deep.equal(['lent']);
      }));
  });
});
