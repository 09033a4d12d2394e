import { expect } from 'chai';
import { expectTypeOf } from 'expect-type';
import { injectable } from 'inversify';
import type { Socket } from 'socket.io';
import {
  currentContext,
  GatewayBase,
  type GatewayContext,
  type Guard,
  type Interceptor,
  OnConnected,
  OnDisconnected,
  SubscribeMessage,
  UseGuards,
  UseInterceptors,
  WebSocketGateway,
  WsContext,
} from '../../../src';
import { TestGateway } from '../../../src/testing';
import { deferred } from '../../support/deferred';
import { overBothTransports } from '../../support/transports';

interface User {
  readonly name: string;
  visits: number;
}
interface Types {
  user: User;
}

/** Knows who a client is by what it says when it connects. */
@injectable()
class NameGuard implements Guard<Types> {
  async canActivate(context: GatewayContext<Types>): Promise<boolean> {
    if (context.event !== 'connect') return true;
    await Promise.resolve();
    context.user = { name: String(context.environment.auth.name), visits: 0 };
    return true;
  }
}

const left: unknown[] = [];

@WebSocketGateway()
@UseGuards(NameGuard)
class UserGateway extends GatewayBase<Types> {
  @OnConnected()
  connected(): void {
    this.context.user.visits += 1;
  }

  @SubscribeMessage()
  whoami(): User {
    return this.context.user;
  }

  @SubscribeMessage()
  rename(name: string): void {
    this.context.user = { name, visits: 0 };
  }

  @OnDisconnected()
  disconnected(): void {
    left.push(this.context.user);
  }
}

@WebSocketGateway({ namespace: '/other' })
class OtherGateway extends GatewayBase {
  @SubscribeMessage()
  whoami(): unknown {
    return this.context.user ?? 'nobody';
  }
}

const kit = TestGateway.createTestModule({
  gateways: [UserGateway, OtherGateway],
  bind: (container) => void container.bind(NameGuard).toSelf(),
});
const ada = { auth: { name: 'Ada' } };
const bob = { auth: { name: 'Bob' } };

overBothTransports((run, transport) => {
  describe('context.user', () => {
    it('is what a guard set at connect, for @OnConnected, every later event and @OnDisconnected', () =>
      run(
        kit,
        async (ctx) => {
          expect(await ctx.request('whoami')).to.deep.equal({ name: 'Ada', visits: 1 });
          expect(await ctx.request('whoami')).to.deep.equal({ name: 'Ada', visits: 1 });
          left.splice(0);
          await ctx.disconnect();
          await ctx.idle();
          expect(left).to.deep.equal([{ name: 'Ada', visits: 1 }]);
        },
        ada,
      ));

    it('stays as an event has set it', () =>
      run(
        kit,
        async (ctx) => {
          await ctx.request('rename', 'Countess');
          expect(await ctx.request('whoami')).to.deep.equal({ name: 'Countess', visits: 0 });
        },
        ada,
      ));

    it('is not shared by two clients', () =>
      run(
        kit,
        async (ctx, join) => {
          const other = await join(bob);
          await other.request('rename', 'Robert');
          expect(await ctx.request('whoami')).to.include({ name: 'Ada' });
          expect(await other.request('whoami')).to.include({ name: 'Robert' });
        },
        ada,
      ));

    it('is not shared by the namespaces of one client', () =>
      run(
        kit,
        async (ctx) => {
          const other = ctx.sio.io.socket('/other', ada);
          other.connect();
          expect(await other.emitWithAck('whoami')).to.equal('nobody');
          other.disconnect();
        },
        ada,
      ));

    it('is asked for anew when the client connects again', () =>
      run(
        kit,
        async (ctx) => {
          await ctx.request('rename', 'Countess');
          await ctx.disconnect();
          await ctx.connect(bob);
          expect(await ctx.request('whoami')).to.deep.equal({ name: 'Bob', visits: 1 });
        },
        ada,
      ));

    it('of clients that are let in at the same time is not mixed up', async () => {
      const hold = deferred();
      const everyone = deferred();
      let waiting = 0;
      @WebSocketGateway()
      @UseGuards(async (context: GatewayContext) => {
        const name: unknown = context.environment.auth.name;
        waiting += 1;
        if (waiting === 5) everyone.resolve();
        await hold.promise;
        context.user = name;
        return true;
      })
      class CrowdGateway extends GatewayBase {
        @SubscribeMessage()
        whoami(): unknown {
          return this.context.user;
        }
      }
      await TestGateway.createTestModule({ gateways: [CrowdGateway] }).runWithServer(async (ctx) => {
        const clients = ['a', 'b', 'c', 'd', 'e'].map((name) => ({
          name,
          client: ctx.newSocketClientContext({ auth: { name }, transports: [transport] }),
        }));
        const connected = clients.map(({ client }) => client.connect());
        await everyone.promise;
        hold.resolve();
        await Promise.all(connected);
        for (const { name, client } of clients) expect(await client.request('whoami')).to.equal(name);
      });
    });
  });

  describe('the context of a guard', () => {
    const seen: Record<string, unknown>[] = [];
    const look: Guard['canActivate'] = (context) => {
      const { event, gateway, handler, message, args, sid, socket } = context;
      const user: unknown = context.user;
      const current = currentContext() === context;
      const isSocket = sid === socket.id;
      return seen.push({ event, gateway, handler, message, args, current, isSocket, user }) > 0;
    };
    const always = { current: true, isSocket: true, user: undefined };
    beforeEach(() => seen.splice(0));

    it('names the gateway, and the handler that will greet the client, at connect', async () => {
      @WebSocketGateway()
      @UseGuards(look)
      class GreetingGateway {
        @OnConnected()
        welcome(): void {}
      }
      await run(TestGateway.createTestModule({ gateways: [GreetingGateway] }), async () => {
        const [door] = seen;
        expect(door).to.deep.equal({
          event: 'connect',
          gateway: GreetingGateway,
          handler: 'welcome',
          message: undefined,
          args: [],
          ...always,
        });
      });
    });

    it('names the handler `connect` where nobody will greet the client', async () => {
      @WebSocketGateway()
      @UseGuards(look)
      class SilentGateway {}
      await run(TestGateway.createTestModule({ gateways: [SilentGateway] }), async () => {
        expect(seen).to.have.length(1);
        expect(seen[0]).to.include({ event: 'connect', gateway: SilentGateway, handler: 'connect', current: true });
      });
    });

    it('names each gateway for its own guards at connect', async () => {
      @WebSocketGateway()
      @UseGuards(look)
      class OneGateway {
        @OnConnected()
        welcome(): void {}
      }
      @WebSocketGateway()
      @UseGuards(look)
      class TwoGateway {}
      await run(TestGateway.createTestModule({ gateways: [OneGateway, TwoGateway] }), async () => {
        expect(seen.map(({ gateway, handler }) => [gateway, handler])).to.deep.equal([
          [OneGateway, 'welcome'],
          [TwoGateway, 'connect'],
        ]);
      });
    });

    it('has the event, its arguments and its handler, for guards at every level', async () => {
      @WebSocketGateway()
      @UseGuards(look)
      class EventGateway {
        @SubscribeMessage('say')
        @UseGuards(look)
        speak(): void {}
      }
      const module = TestGateway.createTestModule({ gateways: [EventGateway], options: { guards: [look] } });
      await run(module, async (ctx) => {
        seen.splice(0);
        await ctx.request('say', { text: 'hello' }, 2);
        const args = [{ text: 'hello' }, 2];
        const expected = { event: 'say', gateway: EventGateway, handler: 'speak', message: args[0], args, ...always };
        expect(seen).to.deep.equal([expected, expected, expected]);
      });
    });

    it('is the one that interceptors and the handler get', async () => {
      const contexts: GatewayContext[] = [];
      const record = (context: GatewayContext): boolean => contexts.push(context) > 0;
      const intercept: Interceptor['intercept'] = (context, next) => {
        record(context);
        return next();
      };
      @WebSocketGateway()
      class OneContextGateway extends GatewayBase {
        @SubscribeMessage()
        @UseGuards(record)
        @UseInterceptors(intercept)
        async ask(@WsContext() context: GatewayContext): Promise<void> {
          record(context);
          await Promise.resolve();
          record(this.context);
        }
      }
      await run(TestGateway.createTestModule({ gateways: [OneContextGateway] }), async (ctx) => {
        await ctx.request('ask');
        expect(contexts).to.have.length(4);
        expect(new Set(contexts).size).to.equal(1);
      });
    });

    it('is there below a guard, after an await', async () => {
      const below: unknown[] = [];
      async function lookAround(): Promise<boolean> {
        await Promise.resolve();
        return below.push(currentContext().event) > 0;
      }
      @WebSocketGateway()
      @UseGuards(() => lookAround())
      class DeepGateway {
        @SubscribeMessage()
        ask(): void {}
      }
      await run(TestGateway.createTestModule({ gateways: [DeepGateway] }), async (ctx) => {
        await ctx.request('ask');
        expect(below).to.deep.equal(['connect', 'ask']);
      });
    });
  });
});

describe('the types of a gateway', () => {
  it('say what context.user is', () => {
    expectTypeOf<UserGateway['context']['user']>().toEqualTypeOf<User>();
    expectTypeOf<Parameters<NameGuard['canActivate']>[0]['user']>().toEqualTypeOf<User>();
    expectTypeOf<GatewayContext['user']>().toEqualTypeOf<Socket['data']>(); // whatever it is
    expect(UserGateway).to.be.a('function');
  });

  it('let guards, interceptors and filters be written for them', () => {
    const guard: Guard<Types>['canActivate'] = ({ user }) => {
      expectTypeOf(user).toEqualTypeOf<User>();
      return user.visits > 0;
    };
    const intercept: Interceptor<Types>['intercept'] = ({ user }, next) => {
      expectTypeOf(user).toEqualTypeOf<User>();
      return next();
    };
    expectTypeOf(UseGuards).toBeCallableWith(guard);
    expectTypeOf(UseGuards).toBeCallableWith(NameGuard);
    expectTypeOf(UseInterceptors).toBeCallableWith(intercept);
    // @ts-expect-error a guard says yes or no
    UseGuards(() => 'yes');
    // @ts-expect-error neither does an interceptor
    UseGuards({ intercept });
    expect(guard).to.be.a('function');
  });
});
