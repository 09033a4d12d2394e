import { setImmediate as eventLoopTurn } from 'node:timers/promises';
import { expect } from 'chai';
import type { Namespace, Socket } from 'socket.io';
import { Adapter } from 'socket.io-adapter';
import {
  type AttachOptions,
  GatewayBase,
  type GatewayContext,
  type GatewayOptions,
  SubscribeMessage,
  UseGuards,
  WebSocketGateway,
} from '../../../src';
import { type ConnectOptions, type TestClient, type TestContext, TestGateway } from '../../../src/testing';
import { type Deferred, deferred } from '../../support/deferred';
import { overBothTransports } from '../../support/transports';

/** A gateway of rooms whose guard waits, for clients with `auth: { pass }`, until the spec settles that pass. */
function roomGateway(options: GatewayOptions = {}, attachOptions: AttachOptions = {}) {
  const passes = new Map<string, { readonly asked: Deferred<Socket>; readonly answer: Deferred<boolean> }>();
  const pass = (name: string) => {
    const known = passes.get(name) ?? { asked: deferred<Socket>(), answer: deferred<boolean>() };
    passes.set(name, known);
    return known;
  };
  const guard = async ({ environment, event, socket }: GatewayContext): Promise<boolean> => {
    const name = environment.auth.pass;
    if (typeof name !== 'string' || event !== 'connect') return true;
    pass(name).asked.resolve(socket);
    return pass(name).answer.promise;
  };

  @WebSocketGateway({ namespace: '/rooms/:roomId', ...options })
  @UseGuards(guard)
  class RoomGateway extends GatewayBase {
    @SubscribeMessage()
    say(text: string): void {
      this.context.namespace.emit('said', text);
    }
  }
  const kit = TestGateway.createTestModule({ gateways: [RoomGateway], options: attachOptions });
  return { kit, pass };
}

function namespacesOf(ctx: TestContext): string[] {
  return [...ctx.host.servers.get('/socket.io')!._nsps.keys()].filter((name) => name !== '/').sort();
}

/** Resolves when the server has these namespaces, besides `/`; the spec's time is over where it never does. */
async function untilNamespacesAre(ctx: TestContext, ...names: string[]): Promise<void> {
  while (namespacesOf(ctx).join() !== names.join()) await eventLoopTurn();
}

const seven = { namespace: '/rooms/7' };

overBothTransports((run) => {
  describe('a child namespace of a pattern', () => {
    it('is removed when its last client has left, and not before', () => {
      const { kit } = roomGateway();
      return run(
        kit,
        async (ctx, join) => {
          const [second, other] = [await join(seven), await join({ namespace: '/rooms/8' })];
          expect(namespacesOf(ctx)).to.deep.equal(['/rooms/7', '/rooms/8']);
          await other.disconnect();
          await untilNamespacesAre(ctx, '/rooms/7');
          await second.disconnect();
          await ctx.expectNone('anything'); // several turns later
          expect(namespacesOf(ctx)).to.deep.equal(['/rooms/7']);
          await ctx.disconnect();
          await untilNamespacesAre(ctx);
        },
        seven,
      );
    });

    it('is created again for the next client, which gets what is emitted to all of the pattern', () => {
      const { kit } = roomGateway();
      return run(
        kit,
        async (ctx, join) => {
          await ctx.disconnect();
          await untilNamespacesAre(ctx);
          const [one, two] = [await join(seven), await join(seven)];
          one.sio.emit('say', 'hello');
          expect(await two.waitFor('said')).to.equal('hello');
          ctx.host.servers.get('/socket.io')!.of('/rooms/7').emit('said', 'to seven');
          expect(await two.waitFor('said')).to.equal('to seven');
        },
        seven,
      );
    });

    it('is removed when its client was refused', () => {
      const { kit, pass } = roomGateway();
      return run(
        kit,
        async (ctx, join) => {
          pass('bad').answer.resolve(false);
          const failure = await join({ namespace: '/rooms/8', auth: { pass: 'bad' } }).catch((error: unknown) => error);
          expect(failure).to.include({ code: 1008 });
          await untilNamespacesAre(ctx, '/rooms/7');
        },
        seven,
      );
    });

    it('is removed when its client left while a guard was running', () => {
      const { kit, pass } = roomGateway();
      return run(
        kit,
        async (ctx) => {
          const hasty = ctx.newSocketClientContext({ namespace: '/rooms/8', auth: { pass: 'slow' } });
          hasty.sio.connect();
          const { conn } = await pass('slow').asked.promise;
          expect(namespacesOf(ctx)).to.deep.equal(['/rooms/7', '/rooms/8']);
          const closed = new Promise((resolve) => conn.once('close', resolve));
          hasty.sio.io.engine.close();
          await closed;
          pass('slow').answer.resolve(true);
          await untilNamespacesAre(ctx, '/rooms/7');
        },
        seven,
      );
    });

    it('is removed for each of fifty clients', () => {
      const { kit } = roomGateway();
      return run(
        kit,
        async (ctx, join) => {
          const rooms = Array.from({ length: 50 }, (_, room) => `/rooms/of-${room}`);
          const clients = await Promise.all(rooms.map((namespace) => join({ namespace })));
          expect(namespacesOf(ctx)).to.have.members([...rooms, '/rooms/7']);
          await Promise.all(clients.map((client) => client.disconnect()));
          await untilNamespacesAre(ctx, '/rooms/7');
        },
        seven,
      );
    });

    it('closes its adapter when it is removed', () => {
      const closed: string[] = [];
      class ClosingAdapter extends Adapter {
        override close(): void {
          closed.push((this.nsp as Namespace).name);
        }
      }
      const { kit } = roomGateway({}, { server: { adapter: ClosingAdapter } });
      return run(
        kit,
        async (ctx) => {
          await ctx.disconnect();
          await untilNamespacesAre(ctx);
          expect(closed).to.deep.equal(['/rooms/7']);
        },
        seven,
      );
    });
  });

  describe('a child namespace for which a client is waiting', () => {
    it('stays when another client is refused meanwhile', () => {
      const { kit, pass } = roomGateway();
      return run(
        kit,
        async (ctx, join) => {
          const waiting = join({ ...seven, auth: { pass: 'slow' } });
          await pass('slow').asked.promise;
          pass('bad').answer.resolve(false);
          const failure = await join({ ...seven, auth: { pass: 'bad' } }).catch((error: unknown) => error);
          expect(failure).to.include({ code: 1008 });
          await ctx.expectNone('anything'); // several turns later
          await expectMeeting(waiting, pass('slow').answer, join);
        },
        { namespace: '/rooms/8' },
      );
    });

    it('stays when the last of its clients leaves meanwhile', () => {
      const { kit, pass } = roomGateway();
      return run(
        kit,
        async (ctx, join) => {
          const waiting = join({ ...seven, auth: { pass: 'slow' } });
          await pass('slow').asked.promise;
          await (await join(seven)).disconnect();
          await ctx.expectNone('anything'); // several turns later
          await expectMeeting(waiting, pass('slow').answer, join);
        },
        { namespace: '/rooms/8' },
      );
    });

    /** Lets a client in that waits, and requires that it and the next client of the room are in one namespace. */
    async function expectMeeting(
      waiting: Promise<TestClient>,
      answer: Deferred<boolean>,
      join: (options: ConnectOptions) => Promise<TestClient>,
    ): Promise<void> {
      answer.resolve(true);
      const first = await waiting;
      const second = await join(seven);
      for (const speaker of [first, second]) {
        speaker.sio.emit('say', 'hello');
        for (const listener of [first, second]) expect(await listener.waitFor('said')).to.equal('hello');
      }
    }
  });

  describe('cleanupEmptyChildNamespaces', () => {
    for (const [who, options, attachOptions] of [
      ['a gateway', { cleanupEmptyChildNamespaces: false }, {}],
      ['attachGateways', {}, { server: { cleanupEmptyChildNamespaces: false } }],
    ] as const) {
      it(`keeps namespaces whose clients have left when it is false in the options of ${who}`, () => {
        const { kit, pass } = roomGateway(options, attachOptions);
        return run(
          kit,
          async (ctx, join) => {
            pass('bad').answer.resolve(false);
            await join({ namespace: '/rooms/9', auth: { pass: 'bad' } }).catch(() => undefined);
            await (await join(seven)).disconnect();
            await ctx.expectNone('anything'); // several turns later
            expect(namespacesOf(ctx)).to.deep.equal(['/rooms/7', '/rooms/8', '/rooms/9']);
          },
          { namespace: '/rooms/8' },
        );
      });
    }

    it('removes namespaces whose clients have left when it is true', () => {
      const { kit } = roomGateway({ cleanupEmptyChildNamespaces: true });
      return run(
        kit,
        async (ctx) => {
          await ctx.disconnect();
          await untilNamespacesAre(ctx);
        },
        seven,
      );
    });
  });
});
