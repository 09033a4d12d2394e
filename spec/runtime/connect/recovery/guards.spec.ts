import { expect } from 'chai';
import Joi from 'joi';
import { SessionAwareAdapter } from 'socket.io-adapter';
import {
  type AuthProvider,
  GatewayBase,
  type GatewayOptions,
  type Guard,
  OnConnected,
  OnRecovered,
  SubscribeMessage,
  type Principal,
  UseGuards,
  WebSocketGateway,
} from '../../../../src';
import { type ConnectOptions, type TestContext, TestGateway } from '../../../../src/testing';
import { next } from '../../../support/application';
import { deferred } from '../../../support/deferred';
import { transports } from '../../../support/transports';

const options = { connectionStateRecovery: { maxDisconnectionDuration: 60_000 } } satisfies GatewayOptions;
const refusal = { code: 1008, reason: 'Authorization Failed', event: 'connect' };

/** A session to come back to. */
class SessionGateway extends GatewayBase {
  readonly log: string[] = [];

  @OnConnected()
  async connected(): Promise<void> {
    this.log.push('connected');
    await this.context.socket.join('news');
    this.context.socket.emit('welcome'); // a client can recover from the first packet that it got
  }

  @OnRecovered()
  recovered(): void {
    this.log.push('recovered');
  }

  @SubscribeMessage()
  whoami(): unknown {
    return this.context.user;
  }
}

const revoked = new Set<unknown>();
const asked: unknown[] = [];
const notRevoked: Guard['canActivate'] = (context) => {
  const { token } = context.environment.auth;
  if (context.event === 'connect') asked.push(token);
  context.user = token;
  return !revoked.has(token);
};

@WebSocketGateway(options)
@UseGuards(notRevoked)
class GuardedGateway extends SessionGateway {}

/** Cuts the connection, as a tunnel does, and resolves when the server has noticed. */
async function cut(ctx: TestContext, namespace = '/'): Promise<void> {
  const peer = ctx.host.servers.get('/socket.io')!.of(namespace).sockets.get(ctx.sio.id!)!;
  const noticed = new Promise((resolve) => peer.once('disconnect', resolve));
  ctx.sio.io.engine.close();
  await noticed;
}

/** Everything that comes in on the wire, in each connection of the client, as text. */
function recordRawWire(ctx: TestContext): string[] {
  const raw: string[] = [];
  ctx.sio.io.on('open', () => ctx.sio.io.engine.on('data', (data) => raw.push(String(data))));
  return raw;
}

/** How the server refused the client when it came back with `token`. */
async function comeBackInVain(ctx: TestContext, token: string): Promise<unknown> {
  const error = next<Error & { data: unknown }>(ctx.sio, 'connect_error');
  ctx.sio.auth = { token };
  ctx.sio.connect();
  return (await error).data;
}

for (const transport of transports) {
  const kit = TestGateway.createTestModule({ gateways: [GuardedGateway] });

  /** A client that has connected with the token 'old'. */
  async function withSession(
    body: (ctx: TestContext) => Promise<void>,
    module = kit,
    connectOptions: ConnectOptions = {},
  ): Promise<void> {
    revoked.clear();
    await module.runWithServer(async (ctx) => {
      await ctx.connect({ auth: { token: 'old' }, transports: [transport], ...connectOptions });
      await ctx.waitFor('welcome');
      asked.splice(0);
      await body(ctx);
    });
  }

  describe(`a client that recovers its session over ${transport}`, () => {
    it('meets the guards again, with its new credentials', () =>
      withSession(async (ctx) => {
        const { id } = ctx.sio;
        await cut(ctx);
        ctx.sio.auth = { token: 'new' };
        await ctx.connect();
        expect(ctx.sio.recovered).to.be.true;
        expect(ctx.sio.id).to.equal(id);
        expect(asked).to.deep.equal(['new']);
        expect(await ctx.request('whoami')).to.equal('new');
        expect(ctx.container.get(GuardedGateway).log).to.deep.equal(['connected', 'recovered']);
      }));

    it('is refused where they were revoked meanwhile, and runs no hook', () =>
      withSession(async (ctx) => {
        await cut(ctx);
        revoked.add('old');
        expect(await comeBackInVain(ctx, 'old')).to.deep.equal(refusal);
        await ctx.idle();
        const { sockets, adapter } = ctx.host.of(GuardedGateway);
        expect([sockets.size, adapter.rooms.size]).to.deep.equal([0, 0]);
        expect(ctx.container.get(GuardedGateway).log).to.deep.equal(['connected']);
      }));

    it('recovers after it was refused, once it has better ones', () =>
      withSession(async (ctx) => {
        const { id } = ctx.sio;
        await cut(ctx);
        revoked.add('old');
        await comeBackInVain(ctx, 'old');
        ctx.sio.auth = { token: 'new' };
        await ctx.connect();
        expect(ctx.sio.id).to.equal(id);
        expect(ctx.container.get(GuardedGateway).log).to.deep.equal(['connected', 'recovered']);
      }));

    it('gets what it missed, once it is let in', () =>
      withSession(async (ctx) => {
        await cut(ctx);
        ctx.host.of(GuardedGateway).to('news').emit('headline', 'for members');
        const headline = next(ctx.sio, 'headline');
        await ctx.connect();
        expect(await headline).to.equal('for members');
      }));

    it('gets each packet once, and those that came first first', () =>
      withSession(async (ctx) => {
        await cut(ctx);
        const news = ctx.host.of(GuardedGateway).to('news');
        for (const number of [1, 2, 3]) news.emit('headline', number);
        await ctx.connect();
        news.emit('headline', 4);
        expect(await ctx.waitFor('headline', { count: 4 })).to.deep.equal([1, 2, 3, 4]);
        await ctx.expectNone('nothing else');
        expect(ctx.received('headline')).to.deep.equal([1, 2, 3, 4]);
      }));

    for (const namespace of ['/', '/members', '/rooms/:roomId']) {
      it(`gets nothing of what it missed where it is refused, not even before, in ${namespace}`, async () => {
        @WebSocketGateway({ ...options, namespace })
        @UseGuards(notRevoked)
        class NamespaceGateway extends SessionGateway {}
        await withSession(
          async (ctx) => {
            const name = namespace.replace(':roomId', '7');
            await cut(ctx, name);
            ctx.host.servers.get('/socket.io')!.of(name).to('news').emit('headline', 'for members');
            revoked.add('old');
            const raw = recordRawWire(ctx);
            expect(await comeBackInVain(ctx, 'old')).to.deep.equal(refusal);
            expect(raw.join('\n')).to.include('Authorization Failed').and.not.to.include('for members');
          },
          TestGateway.createTestModule({ gateways: [NamespaceGateway] }),
          { namespace: namespace.replace(':roomId', '7') },
        );
      });
    }

    it('gets what it missed also from an adapter that gives a session but once, as those of clusters do', async () => {
      class OnceAdapter extends SessionAwareAdapter {
        readonly #given = new Set<string>();

        override async restoreSession(...args: Parameters<SessionAwareAdapter['restoreSession']>) {
          if (this.#given.has(args[0])) throw new Error('session or offset not found');
          this.#given.add(args[0]);
          return super.restoreSession(...args);
        }
      }
      await withSession(
        async (ctx) => {
          await cut(ctx);
          ctx.host.of(GuardedGateway).to('news').emit('headline', 'for members');
          const headline = next(ctx.sio, 'headline');
          await ctx.connect();
          expect(ctx.sio.recovered).to.be.true;
          expect(await headline).to.equal('for members');
        },
        TestGateway.createTestModule({ gateways: [GuardedGateway], options: { server: { adapter: OnceAdapter } } }),
      );
    });

    it('gets what it missed once, also where it was refused in between', () =>
      withSession(async (ctx) => {
        await cut(ctx);
        ctx.host.of(GuardedGateway).to('news').emit('headline', 'for members');
        revoked.add('old');
        await comeBackInVain(ctx, 'old');
        ctx.sio.auth = { token: 'new' };
        await ctx.connect();
        await ctx.waitFor('headline');
        await ctx.expectNone('nothing else');
        expect(ctx.received('headline')).to.deep.equal(['for members']);
      }));

    it('gets nothing of what it missed while a guard decides', async () => {
      const entered = deferred();
      const hold = deferred<boolean>();
      @WebSocketGateway(options)
      @UseGuards(({ environment, event }) => {
        if (event !== 'connect' || environment.auth.token === 'old') return true;
        entered.resolve();
        return hold.promise;
      })
      class SlowGateway extends SessionGateway {}
      await withSession(
        async (ctx) => {
          await cut(ctx);
          ctx.host.of(SlowGateway).to('news').emit('headline', 'for members');
          const raw = recordRawWire(ctx);
          const back = comeBackInVain(ctx, 'new');
          await entered.promise;
          hold.resolve(false);
          expect(await back).to.deep.equal(refusal);
          expect(raw.join('\n')).to.include('Authorization Failed').and.not.to.include('for members');
        },
        TestGateway.createTestModule({ gateways: [SlowGateway] }),
      );
    });

    it('gets what was emitted while a guard decided, once it is let in', async () => {
      const entered = deferred();
      const hold = deferred<boolean>();
      @WebSocketGateway(options)
      @UseGuards(({ environment, event }) => {
        if (event !== 'connect' || environment.auth.token === 'old') return true;
        entered.resolve();
        return hold.promise;
      })
      class SlowGateway extends SessionGateway {}
      await withSession(
        async (ctx) => {
          await cut(ctx);
          const news = ctx.host.of(SlowGateway).to('news');
          news.emit('headline', 1);
          ctx.sio.auth = { token: 'new' };
          const connected = ctx.connect();
          await entered.promise;
          news.emit('headline', 2);
          hold.resolve(true);
          await connected;
          news.emit('headline', 3);
          expect(await ctx.waitFor('headline', { where: (number) => number === 3 })).to.equal(3);
          expect(ctx.received('headline')).to.deep.equal([1, 2, 3]);
        },
        TestGateway.createTestModule({ gateways: [SlowGateway] }),
      );
    });
  });

  describe(`recovery past whatever else holds the door, over ${transport}`, () => {
    @WebSocketGateway(options)
    class OpenGateway extends SessionGateway {}

    it('is refused by guards for all gateways', () =>
      withSession(
        async (ctx) => {
          await cut(ctx);
          revoked.add('old');
          expect(await comeBackInVain(ctx, 'old')).to.deep.equal(refusal);
        },
        TestGateway.createTestModule({ gateways: [OpenGateway], options: { guards: [notRevoked] } }),
      ));

    it('is refused by handshake schemas', async () => {
      @WebSocketGateway({ ...options, handshake: { auth: Joi.object({ token: Joi.valid('old', 'new') }) } })
      class SchemaGateway extends SessionGateway {}
      await withSession(
        async (ctx) => {
          await cut(ctx);
          expect(await comeBackInVain(ctx, 'older')).to.include({ code: 1007 });
        },
        TestGateway.createTestModule({ gateways: [SchemaGateway] }),
      );
    });

    it('asks the authProvider who it is now', async () => {
      class TokenProvider implements AuthProvider {
        getUser(request: { _query: Record<string, unknown> }): Promise<Principal> {
          return Promise.resolve({ details: request._query.as, ...everything });
        }
      }
      @WebSocketGateway(options)
      class PrincipalGateway extends SessionGateway {
        override whoami(): unknown {
          return (this.context.user as Principal).details;
        }
      }
      await withSession(
        async (ctx) => {
          await cut(ctx);
          await ctx.connect({ query: { as: 'Ada' } });
          expect(ctx.sio.recovered).to.be.true;
          expect(await ctx.request('whoami')).to.equal('Ada');
        },
        TestGateway.createTestModule({ gateways: [PrincipalGateway], options: { authProvider: TokenProvider } }),
      );
    });
  });
}

const everything = {
  isAuthenticated: () => Promise.resolve(true),
  isInRole: () => Promise.resolve(true),
  isResourceOwner: () => Promise.resolve(true),
};

describe('skipMiddlewares of connection-state recovery', () => {
  const { connectionStateRecovery } = options;

  /** What socket.io is told. */
  async function told(
    gateway: GatewayOptions,
    guards: readonly Guard['canActivate'][] = [],
  ): Promise<boolean | undefined> {
    @WebSocketGateway(gateway)
    class SomeGateway {}
    const module = TestGateway.createTestModule({ gateways: [SomeGateway], options: { guards } });
    return module.runWithServer(
      ({ host }) => host.registry.servers[0]!.options.connectionStateRecovery?.skipMiddlewares,
    );
  }

  it('is left as it is where nothing holds the door', async () => {
    expect(await told({ connectionStateRecovery })).to.be.undefined;
    expect(await told({ connectionStateRecovery: { ...connectionStateRecovery, skipMiddlewares: true } })).to.be.true;
    expect(await told({ connectionStateRecovery: { ...connectionStateRecovery, skipMiddlewares: false } })).to.be.false;
  });

  it('is false where something does, also where the gateway says otherwise', async () => {
    const recovery = { connectionStateRecovery: { ...connectionStateRecovery, skipMiddlewares: true } };
    expect(await told(recovery, [() => true])).to.be.false;
    expect(await told({ ...recovery, handshake: { query: Joi.object() } })).to.be.false;
  });

  it('lets a recovered client past the middleware of the application itself, where nothing holds the door', async () => {
    let passed = 0;
    @WebSocketGateway(options)
    class OpenGateway extends SessionGateway {}
    await TestGateway.createTestModule({ gateways: [OpenGateway] }).runWithServer(async (ctx) => {
      ctx.host.of(OpenGateway).use((_socket, then) => {
        passed += 1;
        then();
      });
      await ctx.connect();
      await ctx.waitFor('welcome');
      await cut(ctx);
      await ctx.connect();
      expect(ctx.sio.recovered).to.be.true;
      expect(passed).to.equal(1);
    });
  });
});
