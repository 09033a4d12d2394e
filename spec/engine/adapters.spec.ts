import { expect } from 'chai';
import type { Namespace } from 'socket.io';
import { Adapter, SessionAwareAdapter } from 'socket.io-adapter';
import {
  GatewayBase,
  type GatewayOptions,
  OnConnected,
  SubscribeMessage,
  UseGuards,
  WebSocketGateway,
} from '../../src';
import { type TestContext, TestGateway } from '../../src/testing';
import { busAdapter } from '../support/bus-adapter';
import { RecordingLogger } from '../support/recording-logger';
import { comeBack, cut, namespaceOf, recordSession } from '../support/sessions';
import { overBothTransports } from '../support/transports';
import { until } from '../support/until';

const recovery = { connectionStateRecovery: {} } satisfies GatewayOptions;

class NewsGateway extends GatewayBase {
  @OnConnected()
  async connected(): Promise<void> {
    await this.context.socket.join('members');
  }

  @SubscribeMessage()
  hello(): string {
    return 'hello';
  }
}

@WebSocketGateway(recovery)
@UseGuards(({ environment }) => environment.auth.revoked !== true)
class GuardedGateway extends NewsGateway {}

@WebSocketGateway({ namespace: '/rooms/:roomId' })
class RoomGateway extends NewsGateway {}

overBothTransports((run, transport) => {
  describe('an adapter that the application sets later', () => {
    /** A server whose adapter was replaced after attaching, as the guides of socket.io do it. */
    async function runReplaced(body: (ctx: TestContext) => Promise<void>): Promise<void> {
      await TestGateway.createTestModule({ gateways: [GuardedGateway] }).runWithServer(async (ctx) => {
        ctx.host.servers.get('/socket.io')!.adapter(SessionAwareAdapter);
        await ctx.connect({ transports: [transport] });
        await ctx.request('hello');
        await body(ctx);
      });
    }

    it('does not give a refused client what it has missed', () =>
      runReplaced(async (ctx) => {
        await cut(ctx);
        namespaceOf(ctx).to('members').emit('news', 'for members');
        const raw: string[] = [];
        ctx.sio.io.on('open', () => ctx.sio.io.engine.on('data', (data) => raw.push(String(data))));
        ctx.sio.auth = { revoked: true };
        expect(await ctx.connect().catch((error: unknown) => error)).to.include({ code: 1008 });
        expect(raw.join('\n')).to.include('Authorization Failed').and.not.to.include('for members');
      }));

    it('does not give a session to two clients', () =>
      runReplaced(async (ctx) => {
        const session = recordSession(ctx);
        await ctx.disconnect();
        await ctx.connect();
        await ctx.request('hello');
        await cut(ctx);
        expect(await comeBack(ctx)).to.equal(true);
        const thief = ctx.newSocketClientContext({ transports: [transport], auth: { ...session } });
        await thief.connect();
        expect(thief.sio.id).not.to.equal(ctx.sio.id);
      }));

    it('is told by the server as its own', () =>
      runReplaced(async (ctx) => {
        expect(namespaceOf(ctx).adapter).to.be.an.instanceOf(SessionAwareAdapter);
        expect(ctx.host.servers.get('/socket.io')!.adapter()).to.be.a('function');
      }));
  });

  describe('an adapter that keeps no sessions, where they are to be recovered', () => {
    it('is not taken for one that does: the log says so, once, and clients are let in', () => {
      const logger = new RecordingLogger();
      class ForgetfulAdapter extends Adapter {}
      const options = { logger, server: { adapter: ForgetfulAdapter, ...recovery } };
      return run(
        TestGateway.createTestModule({ gateways: [GuardedGateway, RoomGateway], options }),
        async (ctx, join) => {
          const events: unknown[] = [];
          ctx.sio.onAny((event) => events.push(event));
          await join({ namespace: '/rooms/7' });
          await cut(ctx);
          expect(await comeBack(ctx)).to.equal(false);
          expect(await ctx.request('hello')).to.equal('hello');
          expect(events).to.deep.equal([]);
          expect(logger.at('warn').map(({ message }) => message)).to.deep.equal([
            'connectionStateRecovery is on, but the adapter keeps no sessions: ForgetfulAdapter',
          ]);
        },
      );
    });
  });

  describe('an adapter that fails', () => {
    it('does not end the process as it is closed with its namespace', () => {
      class BrokenAdapter extends Adapter {
        override close(): Promise<void> {
          return Promise.reject(new Error('Redis is gone'));
        }
      }
      const logger = new RecordingLogger();
      const options = { logger, server: { adapter: BrokenAdapter } };
      return run(
        TestGateway.createTestModule({ gateways: [RoomGateway], options }),
        async (ctx) => {
          await ctx.disconnect();
          await until(() => logger.at('error').length > 0, 'the log says so');
          expect(logger.at('error').map(({ message }) => message)).to.deep.equal([
            'Closing the adapter of /rooms/7 failed',
          ]);
          await ctx.connect();
          expect(await ctx.request('hello')).to.equal('hello');
        },
        { namespace: '/rooms/7' },
      );
    });

    it('does not end the process with a listener for outgoing events that throws', () => {
      const logger = new RecordingLogger();
      const options = { logger, server: { adapter: busAdapter } };
      return run(TestGateway.createTestModule({ gateways: [GuardedGateway], options }), async (ctx) => {
        namespaceOf(ctx)
          .sockets.get(ctx.sio.id!)!
          .onAnyOutgoing(() => {
            throw new Error('in a listener');
          });
        namespaceOf(ctx).emit('news');
        await until(() => logger.at('error').length > 0, 'the log says so');
        expect(logger.at('error').map(({ message }) => message)).to.deep.equal(['Sending an event in / failed']);
        expect(await ctx.request('hello')).to.equal('hello');
      });
    });
  });
});

describe('the adapters of a host that is closed', () => {
  it('are not closed more than once each', async () => {
    const closed: string[] = [];
    class ClosingAdapter extends Adapter {
      override close(): void {
        closed.push((this.nsp as Namespace).name);
      }
    }
    const kit = TestGateway.createTestModule({
      gateways: [RoomGateway, GuardedGateway],
      options: { server: { adapter: ClosingAdapter } },
    });
    await kit.runWithServer(async (ctx) => {
      await ctx.connect({ namespace: '/rooms/7' });
      ctx.host.servers.get('/socket.io')!.of('/own');
    });
    expect(closed.sort()).to.deep.equal(['/', '/own', '/rooms/7']);
  });
});
