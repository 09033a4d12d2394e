import { expect } from 'chai';
import { SessionAwareAdapter } from 'socket.io-adapter';
import {
  GatewayBase,
  type GatewayContext,
  type GatewayOptions,
  OnConnected,
  OnRecovered,
  SubscribeMessage,
  UseGuards,
  WebSocketGateway,
} from '../../../src';
import { type ConnectOptions, type TestClient, type TestContext, TestGateway } from '../../../src/testing';
import { deferred } from '../../support/deferred';
import { comeBack, cut, namespaceOf, recordSession, type Session } from '../../support/sessions';
import { overBothTransports } from '../../support/transports';

const recovery = { connectionStateRecovery: {} } satisfies GatewayOptions;

class SeatGateway extends GatewayBase {
  readonly log: string[] = [];

  @OnConnected()
  async connected(): Promise<void> {
    this.log.push('connected');
    await this.context.socket.join('members');
    this.context.socket.emit('welcome');
  }

  @OnRecovered()
  recovered(): void {
    this.log.push('recovered');
  }

  @SubscribeMessage()
  kick(): void {
    this.context.socket.disconnect();
  }
}

@WebSocketGateway(recovery)
class OpenGateway extends SeatGateway {}

const isGood = ({ environment }: GatewayContext): boolean => environment.auth.bad !== true;

@WebSocketGateway(recovery)
@UseGuards(isGood)
class GuardedGateway extends SeatGateway {}

@WebSocketGateway({ ...recovery, namespace: '/seats/:seat' })
@UseGuards(isGood)
class PatternGateway extends SeatGateway {}

interface Guest {
  readonly client: TestClient;
  readonly session: Session;
  readonly id: string;
}

/** A client that has connected, has got its welcome, and knows its session. */
async function guest(ctx: TestContext, options: ConnectOptions): Promise<Guest> {
  const client = ctx.newSocketClientContext(options);
  const session = recordSession(client);
  await client.connect();
  await client.waitFor('welcome');
  return { client, session, id: client.sio.id! };
}

overBothTransports((run, transport) => {
  for (const [Gateway, namespace, what] of [
    [OpenGateway, '/', 'in an open namespace'],
    [GuardedGateway, '/', 'in a guarded namespace'],
    [PatternGateway, '/seats/7', 'in a namespace of a pattern'],
  ] as const) {
    const kit = TestGateway.createTestModule({ gateways: [Gateway] });
    const options: ConnectOptions = { namespace, transports: [transport] };

    describe(`a session, ${what}`, () => {
      it('is not given to a second client while the first has it back', () =>
        run(
          kit,
          async (ctx, join) => {
            const { client, session, id } = await guest(ctx, options);
            await cut(ctx, client);
            expect(await comeBack(client)).to.equal(true);
            const thief = await join({ namespace, auth: { ...session } });
            expect(thief.sio.id).not.to.equal(id);
            expect(namespaceOf(ctx, client).sockets.size).to.equal(3);
            const gone = [client, thief].map(
              ({ sio }) => new Promise((resolve) => void sio.once('disconnect', resolve)),
            );
            namespaceOf(ctx, client).disconnectSockets();
            await Promise.all(gone);
          },
          options,
        ));

      it('is not given to two clients that ask for it at the same time', () =>
        run(
          kit,
          async (ctx, join) => {
            const { client, session, id } = await guest(ctx, options);
            await cut(ctx, client);
            const heirs = await Promise.all([1, 2, 3].map(() => join({ namespace, auth: { ...session } })));
            expect(heirs.filter(({ sio }) => sio.id === id)).to.have.length(1);
            expect(namespaceOf(ctx).sockets.size).to.equal(4);
          },
          options,
        ));

      it('is not given again when its client has left for good', () =>
        run(
          kit,
          async (ctx, join) => {
            const { client, session, id } = await guest(ctx, options);
            await cut(ctx, client);
            expect(await comeBack(client)).to.equal(true);
            await client.disconnect();
            const thief = await join({ namespace, auth: { ...session } });
            expect(thief.sio.id).not.to.equal(id);
          },
          options,
        ));

      it('is not given again when its client was thrown out', () =>
        run(
          kit,
          async (ctx, join) => {
            const { client, session, id } = await guest(ctx, options);
            await cut(ctx, client);
            expect(await comeBack(client)).to.equal(true);
            const gone = new Promise((resolve) => void client.sio.once('disconnect', resolve));
            client.sio.emit('kick');
            await gone;
            const thief = await join({ namespace, auth: { ...session } });
            expect(thief.sio.id).not.to.equal(id);
          },
          options,
        ));

      it('is not lost to its client for having been recovered before', () =>
        run(
          kit,
          async (ctx) => {
            const { client, id } = await guest(ctx, options);
            for (let time = 0; time < 3; time += 1) {
              await cut(ctx, client);
              expect(await comeBack(client)).to.equal(true);
              expect(client.sio.id).to.equal(id);
            }
            expect([...namespaceOf(ctx, client).sockets.get(id)!.rooms]).to.have.members([id, 'members']);
          },
          options,
        ));
    });
  }

  describe('a session whose client is still on its way in', () => {
    /** Guards at connect wait for this, for clients with `auth: { slow: true }`. */
    let entered = deferred();
    let hold = deferred<boolean>();
    beforeEach(() => {
      entered = deferred();
      hold = deferred();
    });

    @WebSocketGateway(recovery)
    @UseGuards(({ environment, event }) => {
      if (event !== 'connect' || environment.auth.slow !== true) return true;
      entered.resolve();
      return hold.promise;
    })
    class SlowGateway extends SeatGateway {}
    const kit = TestGateway.createTestModule({ gateways: [SlowGateway] });
    const options: ConnectOptions = { transports: [transport] };

    it('is not given to a second client', () =>
      run(kit, async (ctx, join) => {
        const { client, session, id } = await guest(ctx, options);
        await cut(ctx, client);
        const first = join({ auth: { ...session, slow: true } });
        await entered.promise;
        expect((await join({ auth: { ...session } })).sio.id).not.to.equal(id);
        hold.resolve(true);
        expect((await first).sio.id).to.equal(id);
      }));

    it('is not lost to a second client once the first was refused', () =>
      run(kit, async (ctx, join) => {
        const { client, session, id } = await guest(ctx, options);
        await cut(ctx, client);
        const first = join({ auth: { ...session, slow: true } }).catch((error: unknown) => error);
        await entered.promise;
        hold.resolve(false);
        expect(await first).to.include({ code: 1008 });
        expect((await join({ auth: { ...session } })).sio.id).to.equal(id);
      }));

    it('is not lost to a second client once the first has left', () =>
      run(kit, async (ctx, join) => {
        const { client, session, id } = await guest(ctx, options);
        await cut(ctx, client);
        const hasty = ctx.newSocketClientContext({ ...options, auth: { ...session, slow: true } });
        hasty.sio.connect();
        await entered.promise;
        hasty.sio.disconnect();
        hasty.sio.io.engine.close();
        hold.resolve(true);
        await ctx.expectNone('anything'); // several turns later
        expect((await join({ auth: { ...session } })).sio.id).to.equal(id);
      }));
  });

  it('a session is not given to two clients by an adapter that takes its time to find it', async () => {
    const found = deferred();
    const asked = [deferred(), deferred()];
    let questions = 0;
    class SlowAdapter extends SessionAwareAdapter {
      override async restoreSession(...args: Parameters<SessionAwareAdapter['restoreSession']>) {
        asked[(questions += 1) - 1]?.resolve();
        await found.promise;
        return super.restoreSession(...args);
      }
    }
    const options: ConnectOptions = { transports: [transport] };
    const kit = TestGateway.createTestModule({
      gateways: [OpenGateway],
      options: { server: { adapter: SlowAdapter } },
    });
    await run(kit, async (ctx, join) => {
      const { client, session, id } = await guest(ctx, options);
      await cut(ctx, client);
      const heirs = [join({ auth: { ...session } }), join({ auth: { ...session } })];
      await asked[0]!.promise;
      await ctx.expectNone('anything'); // several turns later
      found.resolve();
      const ids = (await Promise.all(heirs)).map(({ sio }) => sio.id);
      expect(ids.filter((each) => each === id)).to.have.length(1);
    });
  });
});
