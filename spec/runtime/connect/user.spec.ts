import { expect } from 'chai';
import { expectTypeOf } from 'expect-type';
import { injectable } from 'inversify';
import type { Socket } from 'socket.io';
import {
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

    it('keeps what an event has set', () =>
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

    it('is set anew when the client connects again', () =>
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

    it('is not mixed up between clients that connect at the same time', async () => {
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
});

describe('the types of a gateway', () => {
  it('give context.user its type', () => {
    expectTypeOf<UserGateway['context']['user']>().toEqualTypeOf<User>();
    expectTypeOf<Parameters<NameGuard['canActivate']>[0]['user']>().toEqualTypeOf<User>();
    expectTypeOf<GatewayContext['user']>().toEqualTypeOf<Socket['data']>(); // whatever it is
    expect(UserGateway).to.be.a('function');
  });

  it('check guards, interceptors and filters against it', () => {
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
