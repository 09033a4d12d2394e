import { expect } from 'chai';
import {
  GatewayBase,
  type GatewayOptions,
  OnConnected,
  OnRecovered,
  SubscribeMessage,
  WebSocketException,
  WebSocketGateway,
} from '../../../../src';
import { type TestContext, TestGateway } from '../../../../src/testing';
import { next } from '../../../support/application';
import { deferred } from '../../../support/deferred';
import { transports } from '../../../support/transports';

const options: GatewayOptions = { connectionStateRecovery: { maxDisconnectionDuration: 60_000 } };

interface Client {
  readonly hook: string;
  readonly sid: string;
  readonly rooms: readonly string[];
  readonly data: unknown;
}

/** What every gateway here does. */
class RoomGateway extends GatewayBase {
  readonly log: Client[] = [];

  @OnConnected()
  async connected(): Promise<void> {
    this.note('connected');
    this.context.socket.emit('welcome'); // a client can recover from the first packet that it got
  }

  @SubscribeMessage()
  async join(room: string): Promise<void> {
    await this.context.socket.join(room);
    this.context.socket.data = { room };
  }

  @SubscribeMessage()
  whoami(): string {
    return this.context.sid;
  }

  note(hook: string): void {
    const { sid, socket } = this.context;
    this.log.push({ hook, sid, rooms: [...socket.rooms].filter((room) => room !== sid), data: socket.data as unknown });
  }
}

// Events are read from `ctx.sio`: with recovery socket.io-client hands listeners one argument more, the packet's offset.

/** Cuts the connection, as a tunnel does, and resolves when the server has noticed. */
async function cut(ctx: TestContext): Promise<void> {
  const peer = ctx.host.servers.get('/socket.io')!.sockets.sockets.get(ctx.sio.id!)!;
  const noticed = new Promise((resolve) => peer.once('disconnect', resolve));
  ctx.sio.io.engine.close();
  await noticed;
}

for (const transport of transports) {
  describe(`a client that reconnects over ${transport}`, () => {
    it('runs @OnRecovered instead of @OnConnected, with its id, its rooms and its data', async () => {
      @WebSocketGateway(options)
      class RecoveringGateway extends RoomGateway {
        @OnRecovered()
        recovered(): void {
          this.note('recovered');
        }
      }
      const kit = TestGateway.createTestModule({ gateways: [RecoveringGateway] });
      await kit.runWithServer(async (ctx) => {
        await ctx.connect({ transports: [transport] });
        await ctx.waitFor('welcome');
        await ctx.request('join', 'lobby');
        const { id } = ctx.sio;
        await cut(ctx);
        await ctx.connect();
        expect(ctx.sio.recovered).to.be.true;
        expect(ctx.container.get(RecoveringGateway).log).to.deep.equal([
          { hook: 'connected', sid: id, rooms: [], data: {} },
          { hook: 'recovered', sid: id, rooms: ['lobby'], data: { room: 'lobby' } },
        ]);
      });
    });

    it('runs @OnConnected when there is no @OnRecovered', async () => {
      @WebSocketGateway(options)
      class PlainGateway extends RoomGateway {}
      const kit = TestGateway.createTestModule({ gateways: [PlainGateway] });
      await kit.runWithServer(async (ctx) => {
        await ctx.connect({ transports: [transport] });
        await ctx.waitFor('welcome');
        const { id } = ctx.sio;
        await cut(ctx);
        await ctx.connect();
        await ctx.waitFor('welcome');
        expect(ctx.sio.recovered).to.be.true;
        expect(ctx.container.get(PlainGateway).log.map(({ hook, sid }) => [hook, sid])).to.deep.equal([
          ['connected', id],
          ['connected', id],
        ]);
      });
    });

    it('runs @OnConnected when its session is lost', async () => {
      @WebSocketGateway()
      class ForgetfulGateway extends RoomGateway {
        @OnRecovered()
        recovered(): void {
          this.note('recovered');
        }
      }
      const kit = TestGateway.createTestModule({ gateways: [ForgetfulGateway] });
      await kit.runWithServer(async (ctx) => {
        await ctx.connect({ transports: [transport] });
        await ctx.waitFor('welcome');
        await cut(ctx);
        await ctx.connect();
        await ctx.waitFor('welcome');
        const hooks = ctx.container.get(ForgetfulGateway).log.map(({ hook }) => hook);
        expect(hooks).to.deep.equal(['connected', 'connected']);
      });
    });

    it('gets the packets that it missed, and its events are handled', async () => {
      @WebSocketGateway(options)
      class AwayGateway extends RoomGateway {
        @OnRecovered()
        recovered(): void {
          this.note('recovered');
        }
      }
      const kit = TestGateway.createTestModule({ gateways: [AwayGateway] });
      await kit.runWithServer(async (ctx) => {
        await ctx.connect({ transports: [transport] });
        await ctx.waitFor('welcome');
        await ctx.request('join', 'lobby');
        await cut(ctx);
        ctx.host.of(AwayGateway).to('lobby').emit('news', 'while you were away');
        const news = next(ctx.sio, 'news');
        await ctx.connect();
        expect(await news).to.equal('while you were away');
        expect(await ctx.request('whoami')).to.equal(ctx.sio.id);
      });
    });

    it('keeps its events waiting for @OnRecovered', async () => {
      const hold = deferred();
      const arrived = deferred();
      @WebSocketGateway(options)
      class HeldGateway extends RoomGateway {
        @OnRecovered()
        async recovered(): Promise<void> {
          await hold.promise;
          this.note('recovered');
        }

        @SubscribeMessage()
        early(): string[] {
          return this.log.map(({ hook }) => hook);
        }
      }
      const kit = TestGateway.createTestModule({ gateways: [HeldGateway] });
      await kit.runWithServer(async (ctx) => {
        await ctx.connect({ transports: [transport] });
        await ctx.waitFor('welcome');
        await cut(ctx);
        ctx.host.of(HeldGateway).once('connection', (socket) => socket.onAny(() => arrived.resolve()));
        await ctx.connect();
        const answer = ctx.request('early');
        await arrived.promise;
        hold.resolve();
        expect(await answer).to.deep.equal(['connected', 'recovered']);
      });
    });

    it('gets the error event and is disconnected when @OnRecovered throws', async () => {
      @WebSocketGateway(options)
      class RefusingGateway extends RoomGateway {
        @OnRecovered()
        recovered(): void {
          throw new WebSocketException(4002, 'Your seat was given away');
        }
      }
      const kit = TestGateway.createTestModule({ gateways: [RefusingGateway] });
      await kit.runWithServer(async (ctx) => {
        await ctx.connect({ transports: [transport] });
        await ctx.waitFor('welcome');
        await cut(ctx);
        const [error, gone] = [next(ctx.sio, 'error'), next(ctx.sio, 'disconnect')];
        await ctx.connect();
        expect(await gone).to.equal('io server disconnect');
        expect(await error).to.deep.equal({ code: 4002, reason: 'Your seat was given away', event: 'connect' });
      });
    });
  });
}
