import { expect } from 'chai';
import { SubscribeMessage, UseGuards, WebSocketException, WebSocketGateway } from '../../../src';
import { GatewayError, TestGateway } from '../../../src/testing';
import { transports } from '../../support/transports';
import { forbidden } from '../../support/refusals';

@WebSocketGateway({ path: '/guarded' })
@UseGuards(({ environment: { auth } }) => {
  if (auth.token === 'banned') throw new WebSocketException(4001, { banned: 'for life' });
  return auth.token === 'secret';
})
class GuardedGateway {
  @SubscribeMessage('hello')
  hello(): string {
    return 'hello';
  }
}

@WebSocketGateway({ path: '/shut' })
@UseGuards(({ socket }) => {
  socket.conn.close();
  return true;
})
class ShutGateway {
  @SubscribeMessage('hello')
  hello(): string {
    return 'hello';
  }
}

@WebSocketGateway({ path: '/rooms', namespace: '/rooms/:roomId' })
class RoomGateway {
  @SubscribeMessage('hello')
  hello(): string {
    return 'hello';
  }
}

@WebSocketGateway({ path: '/halls', namespace: /^\/halls\/\d+$/ })
class DynamicGateway {
  @SubscribeMessage('hello')
  hello(): string {
    return 'hello';
  }
}

const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'it did not fail',
    (error: unknown) => error,
  );
const kit = TestGateway.createTestModule({ gateways: [GuardedGateway] });

for (const transport of transports) {
  describe(`ctx.connect over ${transport} that is refused`, () => {
    const target = { transports: [transport] };

    it('by a guard, gives the error of the gateway', () =>
      kit.runWithServer(async (ctx) => {
        const error = await failure(ctx.connect({ ...target, auth: { token: 'wrong' } }));
        expect(error).to.be.instanceOf(GatewayError);
        expect(error).to.include(forbidden('connect'));
        expect(error)
          .to.have.property('message')
          .that.matches(/^connect: .+ \(1008\)$/);
      }));

    it('by an exception, gives its code and its reason', () =>
      kit.runWithServer(async (ctx) => {
        const error = await failure(ctx.connect({ ...target, auth: { token: 'banned' } }));
        expect(error).to.be.instanceOf(GatewayError).with.property('code', 4001);
        expect(error).to.have.deep.property('reason', { banned: 'for life' });
        expect(error).to.have.property('message', 'connect: {"banned":"for life"} (4001)');
      }));

    it('by the end of its connection, names that', async () => {
      const module = TestGateway.createTestModule({ gateways: [ShutGateway] });
      await module.runWithServer(async (ctx) => {
        const error = await failure(ctx.connect({ transports: [transport] }));
        expect(error)
          .to.be.an('error')
          .with.property('message', `Could not connect to ${ctx.baseUrl}/shut, namespace '/': transport close`);
      });
    });

    it('may be called again with better options', () =>
      kit.runWithServer(async (ctx) => {
        await failure(ctx.connect({ ...target, auth: {} }));
        await ctx.connect({ auth: { token: 'secret' } });
        expect(await ctx.request('hello')).to.equal('hello');
      }));

    it('for a namespace without a gateway, names that', () =>
      kit.runWithServer(async (ctx) => {
        const error = await failure(ctx.connect({ ...target, namespace: '/nowhere' }));
        expect(error)
          .to.be.an('error')
          .with.property(
            'message',
            `Could not connect to ${ctx.baseUrl}/guarded, namespace '/nowhere': Invalid namespace`,
          );
      }));

    it('for a path without a gateway, names that', () =>
      kit.runWithServer(async (ctx) => {
        const error = await failure(ctx.connect({ ...target, path: '/nowhere' }));
        expect(error)
          .to.be.an('error')
          .with.property('message')
          .that.matches(
            new RegExp(`^Could not connect to ${ctx.baseUrl}/nowhere, namespace '/': (websocket|xhr poll) error$`),
          );
      }));

    it('for a name that a pattern does not match, names that', () =>
      TestGateway.createTestModule({ gateways: [RoomGateway] }).runWithServer(async (ctx) => {
        const error = await failure(ctx.connect({ ...target, namespace: 'room/7' }));
        expect(error)
          .to.be.an('error')
          .with.property(
            'message',
            `Could not connect to ${ctx.baseUrl}/rooms, namespace '/room/7': Invalid namespace`,
          );
      }));

    for (const [gateway, pattern] of [
      [RoomGateway, '/rooms/:roomId'],
      [DynamicGateway, String(/^\/halls\/\d+$/)],
    ] as const) {
      it(`says how to choose one namespace of the pattern ${pattern}`, () =>
        TestGateway.createTestModule({ gateways: [gateway] }).runWithServer(async (ctx) => {
          for (const client of [ctx, ctx.newSocketClientContext({ auth: { token: 'secret' } })]) {
            const error = await failure(client.connect(target));
            const message = `The gateway's namespace is the pattern ${pattern}: say which in connect({ namespace })`;
            expect(error).to.be.an('error').with.property('message', message);
          }
          await ctx.connect({ ...target, namespace: pattern === '/rooms/:roomId' ? '/rooms/7' : '/halls/7' });
          await ctx.disconnect();
          await ctx.connect(); // it keeps the name
          const other = ctx.newSocketClientContext({
            namespace: pattern === '/rooms/:roomId' ? '/rooms/8' : '/halls/8',
          });
          await other.connect();
        }));
    }
  });
}
