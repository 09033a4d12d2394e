import { expect } from 'chai';
import { Adapter, SessionAwareAdapter } from 'socket.io-adapter';
import { type AttachOptions, GatewayBase, type GatewayOptions, UseGuards, WebSocketGateway } from '../../../src';
import { type TestContext, TestGateway } from '../../../src/testing';
import { collected } from '../../support/garbage';
import { comeBack, cut } from '../../support/sessions';
import { overBothTransports } from '../../support/transports';
import { until } from '../../support/until';

const isGood = UseGuards(({ environment }) => environment.auth.bad !== true);

function roomGateway(options: GatewayOptions) {
  @WebSocketGateway({ namespace: '/rooms/:roomId', ...options })
  @isGood
  class RoomGateway extends GatewayBase {}
  return RoomGateway;
}

/** An adapter that keeps a timer as the one of socket.io does, and does not say where. */
class TickingAdapter extends Adapter {
  constructor(nsp: ConstructorParameters<typeof Adapter>[0]) {
    super(nsp);
    setInterval(() => this.rooms.clear(), 60_000).unref();
  }
}

const recovery: GatewayOptions = { connectionStateRecovery: { maxDisconnectionDuration: 60_000 } };
const kinds: Readonly<Record<string, readonly [GatewayOptions, AttachOptions]>> = {
  'without recovery': [{}, {}],
  'with recovery': [recovery, {}],
  'with recovery, by the adapter of socket.io': [recovery, { server: { adapter: SessionAwareAdapter } }],
  'with an adapter that keeps a timer': [{}, { server: { adapter: TickingAdapter } }],
};

/** The namespaces of patterns that the server has made, held by nothing else. */
function watch(ctx: TestContext): WeakRef<object>[] {
  const made: WeakRef<object>[] = [];
  ctx.host.servers.get('/socket.io')!.on('new_namespace', (namespace) => made.push(new WeakRef(namespace)));
  return made;
}

function namespacesOf(ctx: TestContext): string[] {
  return [...ctx.host.servers.get('/socket.io')!._nsps.keys()].filter((name) => name !== '/').sort();
}

/** Resolves when the server has these namespaces, besides `/`. */
function untilNamespacesAre(ctx: TestContext, ...names: string[]): Promise<void> {
  return until(() => namespacesOf(ctx).join() === names.join(), `the namespaces are ${names.join(', ')}`);
}

overBothTransports((run, transport) => {
  for (const [kind, [gatewayOptions, options]] of Object.entries(kinds)) {
    describe(`a namespace of a pattern, ${kind}`, () => {
      const kit = TestGateway.createTestModule({ gateways: [roomGateway(gatewayOptions)], options });
      const first = { namespace: '/rooms/first' };

      it('is not kept in memory when its clients have left', () =>
        run(
          kit,
          async (ctx, join) => {
            const made = watch(ctx);
            for (const room of ['1', '2', '3']) {
              const client = await join({ namespace: `/rooms/${room}` });
              await client.disconnect();
            }
            await untilNamespacesAre(ctx, '/rooms/first');
            expect(made).to.have.length(3);
            await collected(made);
          },
          first,
        ));

      it('is not kept, not even for a while, for clients that were refused', () =>
        run(
          kit,
          async (ctx, join) => {
            const made = watch(ctx);
            for (let room = 0; room < 20; room += 1) {
              const failure = join({ namespace: `/rooms/${room}`, auth: { bad: true } });
              expect(await failure.catch((error: unknown) => error)).to.include({ code: 1008 });
            }
            await untilNamespacesAre(ctx, '/rooms/first');
            expect(made).to.have.length(20);
            await collected(made);
          },
          first,
        ));
    });
  }

  describe('a namespace of a pattern whose guard has refused a client', () => {
    it('is not kept as long as the guards of others run', () => {
      const asked: ((isGood: boolean) => void)[] = [];
      const decidedLater = (): Promise<boolean> => new Promise((resolve) => asked.push(resolve));

      @WebSocketGateway({ namespace: '/halls/:hallId' })
      @UseGuards(decidedLater)
      class HallGateway extends GatewayBase {}

      return run(
        TestGateway.createTestModule({ gateways: [roomGateway({}), HallGateway] }),
        async (ctx, join) => {
          const made = watch(ctx);
          const refused = join({ namespace: '/halls/1' }).catch((error: unknown) => error);
          await until(() => asked.length === 1, 'the first guard runs');
          const others = join({ namespace: '/halls/2' });
          await until(() => asked.length === 2, 'the second guard runs');
          asked.shift()!(false); // it would hold its client itself
          expect(await refused).to.include({ code: 1008 });
          await collected(made.splice(0, 1));
          asked.shift()!(true);
          await (await others).disconnect();
        },
        { namespace: '/rooms/first' },
      );
    });
  });

  describe('a namespace of a pattern whose last client was cut off', () => {
    it('does not stay longer than the session of that client', () => {
      const brief = { connectionStateRecovery: { maxDisconnectionDuration: 50 } };
      return run(
        TestGateway.createTestModule({ gateways: [roomGateway(brief)] }),
        async (ctx, join) => {
          const made = watch(ctx);
          await cut(ctx, await join({ namespace: '/rooms/7' }));
          await untilNamespacesAre(ctx, '/rooms/first');
          await collected(made);
        },
        { namespace: '/rooms/first' },
      );
    });

    it('does not go before that, whoever is refused or leaves meanwhile', () =>
      run(
        TestGateway.createTestModule({ gateways: [roomGateway(recovery)] }),
        async (ctx, join) => {
          const client = ctx.newSocketClientContext({ namespace: '/rooms/7', transports: [transport] });
          const heard = new Promise<void>((resolve) => void client.sio.onAny(() => resolve()));
          await client.connect();
          await heard;
          const { id } = client.sio;
          await cut(ctx, client);
          await join({ namespace: '/rooms/7', auth: { bad: true } }).catch(() => undefined);
          await (await join({ namespace: '/rooms/7' })).disconnect();
          await ctx.expectNone('anything'); // several turns later
          expect(await comeBack(client)).to.equal(true);
          expect(client.sio.id).to.equal(id);
        },
        { namespace: '/rooms/first' },
      ));
  });
});
