import { expect } from 'chai';
import { type Guard, OnDisconnected, SubscribeMessage, UseGuards, WebSocketGateway } from '../../../../src';
import { type ConnectOptions, TestGateway } from '../../../../src/testing';
import { next } from '../../../support/application';
import { forbidden, refusalIn, withoutReason } from '../../../support/refusals';
import { overBothTransports } from '../../../support/transports';
import { answerTo } from '../../../support/wire';
import { connectError, known, knowsWord, LoggingGateway, VaultGateway } from './vault';

const vault = TestGateway.createTestModule({ gateways: [VaultGateway] });

overBothTransports((run, transport) => {
  const over: ConnectOptions = { transports: [transport] };

  describe('class guards and global guards', () => {
    it('are asked at connect and on each event, and those of a method on its event alone', async () => {
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

    it('may refuse events of a client that they have let connect', async () => {
      await run(
        vault,
        async (ctx) => {
          expect(await answerTo(ctx, 'secret')).to.deep.equal(['secret']);
          const [peer] = ctx.host.of(VaultGateway).sockets.values();
          peer!.handshake.auth.word = 'changed';
          expect(refusalIn(await answerTo(ctx, 'secret'))).to.deep.equal(forbidden('secret'));
          expect(ctx.sio.connected).to.be.true;
        },
        known,
      );
    });
  });

  describe('a guard on @OnConnected', () => {
    it('sends the error event and disconnects a client that it refuses', async () => {
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
        expect(ctx.errors.map(withoutReason)).to.deep.equal([forbidden('connect')]);
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
          expect(refusalIn(await answerTo(ctx, 'guarded'))).to.deep.equal(forbidden('guarded'));
        });
      }
    });

    it('both ask their guards at connect', async () => {
      for (const gateways of [
        [PlainGateway, VaultGateway],
        [VaultGateway, PlainGateway],
      ] as const) {
        await TestGateway.createTestModule({ gateways }).runWithServer(async (ctx) => {
          const stranger = ctx.newSocketClientContext(over);
          expect(withoutReason((await connectError(stranger)).data)).to.deep.equal(forbidden('connect'));
          await ctx.connect({ ...over, ...known });
          expect(await answerTo(ctx, 'plain')).to.deep.equal(['plain']);
        });
      }
    });
  });

  describe('two namespaces of one connection', () => {
    @WebSocketGateway({ namespace: '/open' })
    class OpenGateway extends LoggingGateway {}
    @WebSocketGateway({ namespace: '/closed' })
    @UseGuards(() => false)
    class ClosedGateway extends LoggingGateway {}

    it('refuse and connect a client independently', async () => {
      await run(TestGateway.createTestModule({ gateways: [OpenGateway, ClosedGateway] }), async (ctx) => {
        const closed = ctx.sio.io.socket('/closed');
        const error = next<Error & { data: unknown }>(closed, 'connect_error');
        closed.connect();
        expect(withoutReason((await error).data)).to.deep.equal(forbidden('connect'));
        expect(await ctx.request('secret')).to.equal('secret');
        expect(ctx.host.of(ClosedGateway).sockets.size).to.equal(0);
        expect(ctx.container.get(ClosedGateway).log).to.deep.equal([]);
        closed.disconnect();
      });
    });

    it('both ask the global guards', async () => {
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
});
