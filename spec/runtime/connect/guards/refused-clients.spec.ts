import { expect } from 'chai';
import { UseGuards, WebSocketGateway } from '../../../../src';
import { type ConnectOptions, TestGateway } from '../../../../src/testing';
import { next } from '../../../support/application';
import { deferred } from '../../../support/deferred';
import { forbidden } from '../../../support/refusals';
import { overBothTransports } from '../../../support/transports';
import { connectError, known, LoggingGateway, VaultGateway } from './vault';

const vault = TestGateway.createTestModule({ gateways: [VaultGateway] });

overBothTransports((run, transport) => {
  const over: ConnectOptions = { transports: [transport] };

  describe('a client that a guard refuses', () => {
    it('gets connect_error, with the code, the reason and the event as its data', async () => {
      await vault.runWithServer(async (ctx) => {
        const client = ctx.newSocketClientContext(over);
        const error = await connectError(client);
        expect(error.data).to.have.all.keys('code', 'reason', 'event').and.to.include(forbidden('connect'));
        expect(error.data).to.have.property('reason', error.message);
        expect(client.sio.connected).to.be.false;
      });
    });

    it('runs no hook and no handler, and is in no room', async () => {
      await vault.runWithServer(async (ctx) => {
        const client = ctx.newSocketClientContext(over);
        await connectError(client);
        const { sockets, adapter } = ctx.host.of(VaultGateway);
        expect([sockets.size, adapter.rooms.size, adapter.sids.size]).to.deep.equal([0, 0, 0]);
        await client.disconnect();
        await ctx.connect({ ...over, ...known });
        await ctx.idle();
        expect(ctx.container.get(VaultGateway).log).to.deep.equal(['connected']);
        expect([...sockets.keys()]).to.deep.equal([ctx.sio.id]);
      });
    });

    it('gets no broadcast, and its events run no handler', async () => {
      @WebSocketGateway()
      class LobbyGateway {}
      @WebSocketGateway({ namespace: '/vault' })
      class InnerVaultGateway extends VaultGateway {}
      // Let into another namespace, so that the connection stays.
      await run(TestGateway.createTestModule({ gateways: [LobbyGateway, InnerVaultGateway] }), async (ctx) => {
        await connectError({ sio: ctx.sio.io.socket('/vault') });
        const packets: unknown[] = [];
        ctx.sio.io.on('packet', (packet) => packets.push(packet));
        const closed = next(ctx.sio, 'disconnect');
        ctx.host.of(InnerVaultGateway).emit('news');
        ctx.sio.io.engine.write('2/vault,["secret"]');
        await closed; // socket.io has no patience with those that talk where they were not let in
        expect(packets).to.deep.equal([]);
        expect(ctx.container.get(InnerVaultGateway).log).to.deep.equal([]);
      });
    });

    it('may connect again with better credentials', async () => {
      await vault.runWithServer(async (ctx) => {
        const client = ctx.newSocketClientContext(over);
        await connectError(client);
        await client.connect(known);
        expect(await client.request('secret')).to.equal('secret');
      });
    });

    it('runs no handler with events that it sends while the guard runs', async () => {
      const entered = deferred();
      const hold = deferred<boolean>();
      @WebSocketGateway()
      @UseGuards(() => {
        entered.resolve();
        return hold.promise;
      })
      class SlowGateway extends LoggingGateway {}
      await TestGateway.createTestModule({ gateways: [SlowGateway] }).runWithServer(async (ctx) => {
        const client = ctx.newSocketClientContext(over);
        client.sio.connect();
        await entered.promise;
        const closed = new Promise((resolve) => client.sio.io.once('close', resolve));
        client.sio.io.engine.write('2["secret"]');
        await closed;
        hold.resolve(true);
        await ctx.connect(over);
        await ctx.idle();
        expect(ctx.container.get(SlowGateway).log).to.deep.equal(['connected']);
      });
    });
  });
});
