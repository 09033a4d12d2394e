import { expect } from 'chai';
import { Adapter } from 'socket.io-adapter';
import { GatewayBase, SubscribeMessage, WebSocketGateway, WsResponse } from '../../../src';
import { TestGateway } from '../../../src/testing';
import { overBothTransports } from '../../support/transports';

overBothTransports((run) => {
  describe('what can be serialised', () => {
    /** How often a value is asked for its JSON when it is sent. */
    class Counted {
      times = 0;
      toJSON(): string {
        this.times += 1;
        return 'counted';
      }
    }
    let counted: Counted;

    @WebSocketGateway()
    class CountingGateway extends GatewayBase {
      @SubscribeMessage()
      own(): unknown {
        return counted;
      }

      @SubscribeMessage()
      everyone(): WsResponse {
        return WsResponse.broadcast('everyone', counted);
      }
    }

    for (const [title, server] of [
      ['without an adapter', {}],
      ['without an adapter, with recovery', { connectionStateRecovery: {} }],
      ['with the adapter of socket.io', { adapter: Adapter }],
    ] as const) {
      it(`is not serialised more often than socket.io does by itself, ${title}`, () =>
        run(TestGateway.createTestModule({ gateways: [CountingGateway], options: { server } }), async (ctx) => {
          counted = new Counted();
          ctx.host.of(CountingGateway).emit('everyone', counted);
          await ctx.waitFor('everyone');
          const itself = counted.times;
          for (const event of ['own', 'everyone']) {
            counted = new Counted();
            ctx.sio.emit(event);
            await ctx.waitFor(event);
            expect(counted.times, event).to.equal(itself);
          }
        }));
    }
  });
});
