import { expect } from 'chai';
import {
  GatewayBase,
  type Guard,
  OnConnected,
  OnDisconnected,
  OnDisconnecting,
  SubscribeMessage,
  UseGuards,
  WebSocketGateway,
} from '../../../src';
import { type ConnectOptions, type TestClient, TestGateway } from '../../../src/testing';
import { next } from '../../support/application';
import { deferred } from '../../support/deferred';
import { overBothTransports } from '../../support/transports';
import { answerTo } from '../../support/wire';

const refusal = { code: 1008, reason: 'Authorization Failed', event: 'connect' };
const refused = (event: string) => [{ error: { ...refusal, event } }];

/** Lets in who says the word. */
const knowsWord: Guard['canActivate'] = ({ environment }) => environment.auth.word === 'swordfish';
const known: ConnectOptions = { auth: { word: 'swordfish' } };

/** How a client is refused, as socket.io-client says it. */
async function connectError(client: Pick<TestClient, 'sio'>): Promise<Error & { data?: unknown }> {
  const error = next<Error>(client.sio, 'connect_error');
  client.sio.connect();
  return error;
}

/** A gateway that writes down what happens. */
class LoggingGateway extends GatewayBase {
  readonly log: string[] = [];

  @OnConnected()
  connected(): void {
    this.log.push('connected');
  }

  @OnDisconnecting()
  disconnecting(): void {
    this.log.push('disconnecting');
  }

  @OnDisconnected()
  disconnected(): void {
    this.log.push('disconnected');
  }

  @SubscribeMessage()
  secret(): string {
    this.log.push('secret');
    return 'secret';
  }
}

@WebSocketGateway()
@UseGuards(knowsWord)
class VaultGateway extends LoggingGateway {}
const vault = TestGateway.createTestModule({ gateways: [VaultGateway] });

overBothTransports((run, transport) => {
  const over: ConnectOptions = { transports: [transport] };

  describe('a client that a guard refuses', () => {
    it('gets connect_error, with the code, the reason and the event as its data', async () => {
      await vault.runWithServer(async (ctx) => {
        const client = ctx.newSocketClientContext(over);
        const error = await connectError(client);
        expect(error).to.include({ message: 'Authorization Failed' });
        expect(error.data).to.deep.equal(refusal);
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

    it('gets no broadcast, and reaches no handler with events that it sends all the same', async () => {
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

    it('may come again with better credentials', async () => {
      await vault.runWithServer(async (ctx) => {
        const client = ctx.newSocketClientContext(over);
        await connectError(client);
        await client.connect(known);
        expect(await client.request('secret')).to.equal('secret');
      });
    });

    it('reaches no handler while the guard decides, either', async () => {
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

  describe('guards of the class, and those for all gateways,', () => {
    it('are asked at connect, and again on each event; those of a method on its event', async () => {
      const asked: string[] = [];
      const asks =
        (name: string): Guard['canActivate'] =>
        ({ event }) =>
          asked.push(`${name} on ${event}`) > 0;
      @WebSocketGateway()
      @UseGuards(asks('class'))
      class AskingGateway {
        @SubscribeMessage()
        @UseGuards(asks('method'))
        guarded(): void {}

        @SubscribeMessage()
        plain(): void {}

        @OnDisconnected()
        disconnected(): void {}
      }
      const kit = TestGateway.createTestModule({ gateways: [AskingGateway], options: { guards: [asks('global')] } });
      await run(kit, async (ctx) => {
        await ctx.request('guarded');
        await ctx.request('plain');
        await ctx.disconnect();
        await ctx.idle();
        expect(asked).to.deep.equal([
          'global on connect',
          'class on connect',
          'global on guarded',
          'class on guarded',
          'method on guarded',
          'global on plain',
          'class on plain',
        ]);
      });
    });

    it('may let in and then refuse events, when what they go by has changed', async () => {
      await run(
        vault,
        async (ctx) => {
          expect(await answerTo(ctx, 'secret')).to.deep.equal(['secret']);
          const [peer] = ctx.host.of(VaultGateway).sockets.values();
          peer!.handshake.auth.word = 'changed';
          expect(await answerTo(ctx, 'secret')).to.deep.equal(refused('secret'));
          expect(ctx.sio.connected).to.be.true;
        },
        known,
      );
    });
  });

  describe('a guard on @OnConnected', () => {
    it('is asked once the client is connected: the error event tells it, then it is disconnected', async () => {
      @WebSocketGateway()
      class GreetingGateway extends LoggingGateway {
        @UseGuards(knowsWord)
        override connected(): void {
          super.connected();
        }
      }
      await TestGateway.createTestModule({ gateways: [GreetingGateway] }).runWithServer(async (ctx) => {
        const gone = next(ctx.sio, 'disconnect');
        await ctx.connect(over);
        expect(await gone).to.equal('io server disconnect');
        await ctx.idle();
        expect(ctx.errors).to.deep.equal([refusal]);
        expect(ctx.container.get(GreetingGateway).log).to.deep.equal(['disconnecting', 'disconnected']);
      });
    });
  });

  describe('two gateways of one namespace', () => {
    @WebSocketGateway()
    class PlainGateway {
      @SubscribeMessage()
      plain(): string {
        return 'plain';
      }
    }

    it('do not guard each other’s events', async () => {
      @WebSocketGateway()
      @UseGuards(({ event }) => event === 'connect')
      class GuardedGateway {
        @SubscribeMessage()
        guarded(): void {}
      }
      for (const gateways of [
        [PlainGateway, GuardedGateway],
        [GuardedGateway, PlainGateway],
      ] as const) {
        await run(TestGateway.createTestModule({ gateways }), async (ctx) => {
          expect(await answerTo(ctx, 'plain')).to.deep.equal(['plain']);
          expect(await answerTo(ctx, 'guarded')).to.deep.equal(refused('guarded'));
        });
      }
    });

    it('share the door: the guards of both must let a client in', async () => {
      for (const gateways of [
        [PlainGateway, VaultGateway],
        [VaultGateway, PlainGateway],
      ] as const) {
        await TestGateway.createTestModule({ gateways }).runWithServer(async (ctx) => {
          const stranger = ctx.newSocketClientContext(over);
          expect((await connectError(stranger)).data).to.deep.equal(refusal);
          await ctx.connect({ ...over, ...known });
          expect(await answerTo(ctx, 'plain')).to.deep.equal(['plain']);
        });
      }
    });
  });

  describe('two namespaces', () => {
    @WebSocketGateway({ namespace: '/open' })
    class OpenGateway extends LoggingGateway {}
    @WebSocketGateway({ namespace: '/closed' })
    @UseGuards(() => false)
    class ClosedGateway extends LoggingGateway {}

    it('of one connection have a door each: refused at one, a client is connected to the other', async () => {
      await run(TestGateway.createTestModule({ gateways: [OpenGateway, ClosedGateway] }), async (ctx) => {
        const closed = ctx.sio.io.socket('/closed');
        const error = next<Error & { data: unknown }>(closed, 'connect_error');
        closed.connect();
        expect((await error).data).to.deep.equal(refusal);
        expect(await ctx.request('secret')).to.equal('secret');
        expect(ctx.host.of(ClosedGateway).sockets.size).to.equal(0);
        expect(ctx.container.get(ClosedGateway).log).to.deep.equal([]);
        closed.disconnect();
      });
    });

    it('both ask the guards for all gateways', async () => {
      const asked: string[] = [];
      @WebSocketGateway({ namespace: '/second' })
      class SecondGateway {}
      const kit = TestGateway.createTestModule({
        gateways: [OpenGateway, SecondGateway],
        options: { guards: [({ namespace }) => asked.push(namespace.name) > 0] },
      });
      await run(kit, async (_ctx, join) => {
        await join({ namespace: '/second' });
        expect(asked).to.deep.equal(['/open', '/second']);
      });
    });
  });

  describe('a client that goes while a guard holds the door', () => {
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

    it('runs no hook when the guard lets it in at last', async () => {
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

    it('leaves nothing behind at the server, also where the guard never settles', async () => {
      const { HeldGateway, signal, gone } = holdingFirst();
      await TestGateway.createTestModule({ gateways: [HeldGateway] }).runWithServer(async (ctx) => {
        const client = ctx.newSocketClientContext(over);
        client.sio.connect();
        await signal;
        client.sio.disconnect();
        await gone;
        await ctx.connect(over);
        const { sockets, _preConnectSockets: waiting } = ctx.host.of(HeldGateway) as unknown as Waiting;
        expect([sockets.size, waiting.size]).to.deep.equal([1, 0]);
      });
    });

    it('does not hold up the others', async () => {
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

/** What socket.io holds of clients, connected or on their way in. */
interface Waiting {
  readonly sockets: ReadonlyMap<string, unknown>;
  readonly _preConnectSockets: ReadonlyMap<string, unknown>;
}
