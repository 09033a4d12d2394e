import { setImmediate as eventLoopTurn } from 'node:timers/promises';
import { expect } from 'chai';
import { SessionAwareAdapter } from 'socket.io-adapter';
import { GatewayBase, OnConnected, SubscribeMessage, UseGuards, WebSocketGateway } from '../../../../src';
import { type TestClient, type TestContext, TestGateway } from '../../../../src/testing';
import { deferred } from '../../../support/deferred';
import { transports } from '../../../support/transports';

@WebSocketGateway({
  namespace: '/rooms/:roomId',
  connectionStateRecovery: { maxDisconnectionDuration: 60_000 },
})
@UseGuards(({ environment }) => environment.auth.bad !== true)
class RoomGateway extends GatewayBase {
  @OnConnected()
  connected(): void {
    this.context.socket.emit('welcome'); // a client can recover from the first packet that it got
  }

  @SubscribeMessage()
  say(text: string): void {
    this.context.namespace.emit('said', text);
  }
}

/** Cuts a client's connection, as a tunnel does, and resolves when the server has noticed, and some turns have passed. */
async function cut(ctx: TestContext, client: TestClient, room: string): Promise<void> {
  const peer = ctx.host.servers.get('/socket.io')!._nsps.get(room)!.sockets.get(client.sio.id!)!;
  const noticed = new Promise((resolve) => peer.once('disconnect', resolve));
  client.sio.io.engine.close();
  await noticed;
  for (let turn = 0; turn < 5; turn += 1) await eventLoopTurn();
}

const seven = { namespace: '/rooms/7' };

for (const transport of transports) {
  describe(`a client of a pattern namespace that reconnects over ${transport}`, () => {
    it('recovers its session and gets missed packets while other clients are connected', () =>
      TestGateway.createTestModule({ gateways: [RoomGateway] }).runWithServer(async (ctx) => {
        const other = ctx.newSocketClientContext({ ...seven, transports: [transport] });
        await other.connect();
        await ctx.connect({ ...seven, transports: [transport] });
        await ctx.waitFor('welcome');
        await cut(ctx, ctx, '/rooms/7');
        other.sio.emit('say', 'missed');
        await other.waitFor('said');
        await ctx.connect();
        expect(ctx.sio.recovered).to.equal(true);
        expect(await ctx.waitFor('said')).to.equal('missed');
      }));

    it('recovers its session when no other client was connected', () =>
      TestGateway.createTestModule({ gateways: [RoomGateway] }).runWithServer(async (ctx) => {
        await ctx.connect({ ...seven, transports: [transport] });
        await ctx.waitFor('welcome');
        const { id } = ctx.sio;
        await cut(ctx, ctx, '/rooms/7');
        ctx.host.of(RoomGateway).emit('said', 'missed');
        await ctx.connect();
        expect(ctx.sio.recovered).to.equal(true);
        expect(ctx.sio.id).to.equal(id);
        expect(await ctx.waitFor('said')).to.equal('missed');
      }));

    it('shares its namespace with later clients, also when the adapter finds its session late', async () => {
      const [asked, found] = [deferred(), deferred()];
      class SlowAdapter extends SessionAwareAdapter {
        override async restoreSession(...args: Parameters<SessionAwareAdapter['restoreSession']>) {
          asked.resolve();
          await found.promise;
          return super.restoreSession(...args);
        }
      }
      const kit = TestGateway.createTestModule({
        gateways: [RoomGateway],
        options: { server: { adapter: SlowAdapter } },
      });
      await kit.runWithServer(async (ctx) => {
        const session = { pid: 'of another server', offset: 'as well' };
        const coming = ctx.connect({ ...seven, transports: [transport], auth: session });
        await asked.promise;
        const refused = ctx.newSocketClientContext({ ...seven, transports: [transport], auth: { bad: true } });
        expect(await refused.connect().catch((error: unknown) => error)).to.include({ code: 1008 });
        for (let turn = 0; turn < 5; turn += 1) await eventLoopTurn();
        found.resolve();
        await coming;
        const later = ctx.newSocketClientContext({ ...seven, transports: [transport] });
        await later.connect();
        later.sio.emit('say', 'hello');
        expect(await later.waitFor('said')).to.equal('hello');
        expect(await ctx.waitFor('said')).to.equal('hello');
      });
    });
  });
}
