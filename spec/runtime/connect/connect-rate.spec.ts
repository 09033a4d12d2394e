import { expect } from 'chai';
import {
  type GatewayContext,
  type GatewayOptions,
  OnConnected,
  RateLimit,
  type RateLimitOptions,
  SubscribeMessage,
  UseGuards,
  WebSocketGateway,
} from '../../../src';
import { type TestClient, TestGateway } from '../../../src/testing';
import { expectRefusal, MINUTE, type Refusal } from '../workshop';
import { overBothTransports } from '../../support/transports';

/** A gateway with a budget, and what its guard was asked at connect. */
function limitedGateway(limit: RateLimitOptions, options: GatewayOptions = {}) {
  const asked: string[] = [];

  @WebSocketGateway({ namespace: '/limited', ...options })
  @RateLimit(limit)
  @UseGuards((context: GatewayContext) => {
    if (context.event !== 'connect') return true;
    asked.push(context.namespace.name);
    context.user = { id: context.environment.auth.user };
    return true;
  })
  class LimitedGateway {
    @OnConnected()
    connected(): void {}

    @SubscribeMessage()
    limited(): string {
      return 'answered';
    }
  }

  @WebSocketGateway()
  class RootGateway {
    @SubscribeMessage()
    hello(): void {}
  }
  return { asked, kit: TestGateway.createTestModule({ gateways: [LimitedGateway, RootGateway] }) };
}

/** In the namespace of another gateway: the connection stays when it leaves the limited one. */
const root = { namespace: '/' };

/** Connects the connection of a client to a namespace, and leaves it again; gives what it was refused with. */
async function visit(client: Pick<TestClient, 'sio' | 'request'>, namespace: string): Promise<unknown> {
  const socket = client.sio.io.socket(namespace);
  const refusal = await new Promise<unknown>((resolve) => {
    socket.once('connect', () => resolve(undefined));
    socket.once('connect_error', (error: Error & { data?: unknown }) => resolve(error.data ?? error.message));
    socket.connect();
  });
  socket.removeAllListeners();
  socket.disconnect();
  await client.request('hello'); // socket.io closes a connection that comes again before it has gone
  return refusal;
}

function expectRateRefusal(refusal: unknown): void {
  const { code, reason, event } = refusal as { code: number; reason: Refusal; event: string };
  expect([code, reason.message, event]).to.deep.equal([1013, 'Rate limit exceeded', 'connect']);
  expect(reason.retryAfterMs).to.be.within(1, MINUTE);
}

overBothTransports((run) => {
  describe('@RateLimit on a class', () => {
    it('does not let one connection connect again and again, and does not ask its guards any more', () => {
      const { kit, asked } = limitedGateway({ points: 2, durationMs: MINUTE });
      return run(
        kit,
        async (ctx) => {
          expect(await visit(ctx, '/limited')).to.equal(undefined);
          expect(await visit(ctx, '/limited')).to.equal(undefined);
          expectRateRefusal(await visit(ctx, '/limited'));
          expect(asked).to.have.length(2);
        },
        root,
      );
    });

    it('does not give a connection a budget for each namespace of a pattern', () => {
      const { kit, asked } = limitedGateway({ points: 2, durationMs: MINUTE }, { namespace: '/rooms/:roomId' });
      return run(
        kit,
        async (ctx) => {
          expect(await visit(ctx, '/rooms/1')).to.equal(undefined);
          expect(await visit(ctx, '/rooms/2')).to.equal(undefined);
          expectRateRefusal(await visit(ctx, '/rooms/3'));
          expect(asked).to.deep.equal(['/rooms/1', '/rooms/2']);
        },
        root,
      );
    });

    it('gives each connection its own', () => {
      const { kit } = limitedGateway({ points: 1, durationMs: MINUTE });
      return run(
        kit,
        async (ctx, join) => {
          const other = await join(root);
          expect(await visit(ctx, '/limited')).to.equal(undefined);
          expect(await visit(other, '/limited')).to.equal(undefined);
          expectRateRefusal(await visit(ctx, '/limited'));
        },
        root,
      );
    });

    it('counts the connections of an address together where its key says so', () => {
      const key: RateLimitOptions['key'] = ({ environment }) => environment.address;
      const { kit } = limitedGateway({ points: 1, durationMs: MINUTE, key });
      return run(
        kit,
        async (ctx, join) => {
          const other = await join(root);
          expect(await visit(ctx, '/limited')).to.equal(undefined);
          expectRateRefusal(await visit(other, '/limited'));
        },
        root,
      );
    });

    it('counts for the connection where its key needs a user, whom no guard has set yet', () => {
      const key = ({ user }: GatewayContext): string => (user as { id: string }).id;
      const { kit } = limitedGateway({ points: 1, durationMs: MINUTE, key });
      return run(
        kit,
        async (ctx, join) => {
          const other = await join(root);
          expect(await visit(ctx, '/limited')).to.equal(undefined);
          expectRateRefusal(await visit(ctx, '/limited'));
          expect(await visit(other, '/limited')).to.equal(undefined);
        },
        root,
      );
    });

    it('does not take what connecting costs from the budget of events', () => {
      const { kit } = limitedGateway({ points: 1, durationMs: MINUTE });
      return run(
        kit,
        async (ctx) => {
          expect(await ctx.request('limited')).to.equal('answered');
          await expectRefusal(ctx, 'limited', MINUTE);
        },
        { namespace: '/limited' },
      );
    });
  });

  describe('the budget of a client for events', () => {
    it('is not new in each namespace of a pattern, nor after it has left and come again', () => {
      const limit = { points: 3, durationMs: MINUTE };
      const { kit } = limitedGateway(limit, { namespace: '/rooms/:roomId' });
      return run(
        kit,
        async (ctx) => {
          const answers: unknown[] = [];
          for (const namespace of ['/rooms/1', '/rooms/2', '/rooms/2']) {
            const socket = ctx.sio.io.socket(namespace);
            await new Promise<void>((resolve) => {
              socket.once('connect', resolve);
              socket.connect();
            });
            answers.push(await socket.emitWithAck('limited'), await socket.emitWithAck('limited'));
            socket.disconnect();
            await ctx.request('hello');
          }
          expect(answers.filter((answer) => answer === 'answered')).to.have.length(3);
        },
        root,
      );
    });
  });
});
