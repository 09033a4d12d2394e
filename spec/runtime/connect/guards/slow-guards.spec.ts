import { expect } from 'chai';
import { UseGuards, WebSocketGateway } from '../../../../src';
import { type ConnectOptions, TestGateway } from '../../../../src/testing';
import { deferred } from '../../../support/deferred';
import { overBothTransports } from '../../../support/transports';
import { LoggingGateway } from './vault';

overBothTransports((run, transport) => {
  const over: ConnectOptions = { transports: [transport] };

  describe('a client that leaves while a guard runs at connect', () => {
    /** A server whose guard holds the first client until `hold` is settled, and what the guard saw of it. */
    function holdingFirst() {
      const hold = deferred<boolean>();
      const signal = deferred<AbortSignal>();
      const gone = deferred();
      let first = true;
      @WebSocketGateway()
      @UseGuards((context) => {
        if (!first) return true;
        first = false;
        context.socket.conn.once('close', () => gone.resolve());
        signal.resolve(context.signal);
        return hold.promise;
      })
      class HeldGateway extends LoggingGateway {}
      return { HeldGateway, hold, signal: signal.promise, gone: gone.promise };
    }

    it('runs no hook when the guard then returns true', async () => {
      const { HeldGateway, hold, signal, gone } = holdingFirst();
      await TestGateway.createTestModule({ gateways: [HeldGateway] }).runWithServer(async (ctx) => {
        const client = ctx.newSocketClientContext(over);
        client.sio.connect();
        await signal;
        client.sio.disconnect();
        await gone;
        hold.resolve(true);
        await ctx.connect(over);
        await ctx.idle();
        expect(ctx.container.get(HeldGateway).log).to.deep.equal(['connected']);
        expect([...ctx.host.of(HeldGateway).sockets.keys()]).to.deep.equal([ctx.sio.id]);
      });
    });

    it('aborts the guard’s signal', async () => {
      const { HeldGateway, hold, signal, gone } = holdingFirst();
      await TestGateway.createTestModule({ gateways: [HeldGateway] }).runWithServer(async (ctx) => {
        const client = ctx.newSocketClientContext(over);
        client.sio.connect();
        const { aborted } = await signal;
        client.sio.disconnect();
        await gone;
        expect([aborted, (await signal).aborted]).to.deep.equal([false, true]);
        hold.resolve(false);
      });
    });

    it('leaves nothing in the namespace, also when the guard never answers', async () => {
      const { HeldGateway, signal, gone } = holdingFirst();
      await TestGateway.createTestModule({ gateways: [HeldGateway] }).runWithServer(async (ctx) => {
        const client = ctx.newSocketClientContext(over);
        client.sio.connect();
        await signal;
        client.sio.disconnect();
        await gone;
        await ctx.connect(over);
        const { sockets, _preConnectSockets: waiting } = ctx.host.of(HeldGateway) as unknown as Waiting;
        expect([sockets.size, waiting?.size ?? 0]).to.deep.equal([1, 0]);
      });
    });

    it('does not delay other clients', async () => {
      const { HeldGateway, hold, signal } = holdingFirst();
      await TestGateway.createTestModule({ gateways: [HeldGateway] }).runWithServer(async (ctx) => {
        const client = ctx.newSocketClientContext(over);
        client.sio.connect();
        await signal;
        await ctx.connect(over);
        expect(await ctx.request('secret')).to.equal('secret');
        expect(client.sio.connected).to.be.false;
        hold.resolve(false);
      });
    });
  });
});

/** What socket.io holds of clients, connected or on their way in: of the latter it has had a list since 4.8. */
interface Waiting {
  readonly sockets: ReadonlyMap<string, unknown>;
  readonly _preConnectSockets?: ReadonlyMap<string, unknown>;
}
