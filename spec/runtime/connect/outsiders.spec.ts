import { expect } from 'chai';
import { SubscribeMessage, WebSocketGateway } from '../../../src';
import { TestGateway } from '../../../src/testing';
import { transports } from '../../support/transports';

@WebSocketGateway()
class HelloGateway {
  @SubscribeMessage()
  hello(): string {
    return 'hello';
  }
}

describe('a client that sends to a namespace from which it was disconnected', () => {
  for (const transport of transports) {
    it(`leaves nothing behind over ${transport} when the host then closes`, async () => {
      const ctx = await TestGateway.createTestModule({ gateways: [HelloGateway] }).start();
      await ctx.connect({ transports: [transport] });
      const gone = new Promise((resolve) => ctx.sio.once('disconnect', resolve));
      ctx.host.of(HelloGateway).sockets.get(ctx.sio.id!)!.disconnect();
      ctx.sio.emit('hello'); // it has not heard of it yet
      expect(await gone).to.equal('io server disconnect');
      await ctx.close().catch(() => undefined); // it throws what `leaks` says
      expect(ctx.leaks).to.deep.equal([]);
    });
  }
});
