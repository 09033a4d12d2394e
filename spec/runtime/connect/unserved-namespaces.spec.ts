import { once } from 'node:events';
import { expect } from 'chai';
import type { Namespace, Server } from 'socket.io';
import { WebSocket } from 'ws';
import { type AttachOptions, GatewayBase, SubscribeMessage, UseGuards, WebSocketGateway } from '../../../src';
import { type TestContext, TestGateway } from '../../../src/testing';
import { RecordingLogger } from '../../support/recording-logger';
import { overBothTransports } from '../../support/transports';

@WebSocketGateway({ namespace: '/events' })
class EventGateway extends GatewayBase {
  @SubscribeMessage()
  hello(): string {
    return 'hello';
  }
}

@WebSocketGateway({ namespace: '/rooms/:roomId' })
class RoomGateway {}

@WebSocketGateway({ namespace: /^\/floors-\d+$/ })
class FloorGateway {}

function module(options: AttachOptions = {}) {
  return TestGateway.createTestModule({ gateways: [EventGateway, RoomGateway, FloorGateway], options });
}

function serverOf(ctx: TestContext): Server {
  return ctx.host.servers.get('/socket.io')!;
}

/** Why a client is refused in a namespace: the `Error` of its `connect_error`. */
function refusalIn(ctx: TestContext, namespace: string): Promise<Error & { data?: unknown }> {
  const client = ctx.newSocketClientContext({ namespace, transports: ctx.sio.io.opts.transports! });
  return new Promise((resolve, reject) => {
    client.sio.once('connect_error', resolve).once('connect', () => reject(new Error(`${namespace} let it in`)));
    client.sio.connect();
  });
}

const nothing = { code: 1003, reason: 'Nothing is served in this namespace', event: 'connect' };

/** What an application may do to listen in `/own` by itself. */
const listening: Readonly<Record<string, (io: Server, answer: (namespace: Namespace) => void) => void>> = {
  'connection, of the namespace': (io) => void io.of('/own').on('connection', () => undefined),
  'connect, of the namespace': (io) => void io.of('/own').on('connect', () => undefined),
  'the function that of() takes': (io) => void io.of('/own', () => undefined),
  'connection, of a pattern': (io) => void io.of(/^\/own$/).on('connection', () => undefined),
};

overBothTransports((run) => {
  describe('a namespace that no gateway serves', () => {
    it('does not let a client of / in, and says that nothing is served there', () =>
      run(module(), async (ctx) => {
        const refusal = await refusalIn(ctx, '/');
        expect(refusal.data).to.deep.equal(nothing);
        expect(refusal.message).to.equal(nothing.reason);
      }));

    it('does not let a client in that the application has made for its emits alone', () =>
      run(module(), async (ctx) => {
        serverOf(ctx).of('/news').emit('headline', 'to nobody');
        expect((await refusalIn(ctx, '/news')).data).to.deep.equal(nothing);
        expect(serverOf(ctx).of('/news').sockets.size).to.equal(0);
      }));

    it('does not let a client in where the application has only middleware', () =>
      run(module(), async (ctx) => {
        serverOf(ctx)
          .of('/checked')
          .use((_socket, next) => next());
        expect((await refusalIn(ctx, '/checked')).data).to.deep.equal(nothing);
      }));

    it('does not name those that are served, unless errors are exposed', () =>
      run(module({ exposeErrors: true }), async (ctx) => {
        const { data } = await refusalIn(ctx, '/');
        expect(data).to.deep.equal({
          ...nothing,
          reason: String.raw`Nothing is served in this namespace; served are '/events', '/rooms/:roomId', /^\/floors-\d+$/`,
        });
      }));

    it('does not disturb those of the same connection that are served', () =>
      run(module(), async (ctx) => {
        serverOf(ctx).of('/news');
        const other = ctx.sio.io.socket('/news');
        const refused = new Promise((resolve) => other.once('connect_error', resolve));
        other.connect();
        await refused;
        expect(await ctx.request('hello')).to.equal('hello');
        other.disconnect();
      }));

    it('is not refused without a line in the log', () => {
      const logger = new RecordingLogger();
      return run(module({ logger }), async (ctx) => {
        logger.clear();
        await refusalIn(ctx, '/');
        expect(logger.at('info').map(({ message }) => message)).to.deep.equal([
          String.raw`A client was refused in "/": no gateway serves it, and nothing listens to 'connection' there; served are '/events', '/rooms/:roomId', /^\/floors-\d+$/`,
        ]);
      });
    });

    it('names no more than 16 of those that are served, in the log and to its client', () => {
      const logger = new RecordingLogger();
      const gateways = Array.from({ length: 300 }, (_, index) => {
        @WebSocketGateway({ namespace: `/a-namespace-of-the-application-${index}` })
        class Gateway {}
        return Gateway;
      });
      const kit = TestGateway.createTestModule({
        gateways: [EventGateway, ...gateways],
        options: { logger, exposeErrors: true },
      });
      return run(kit, async (ctx) => {
        logger.clear();
        const { data } = await refusalIn(ctx, '/');
        const [line] = logger.at('info').map(({ message }) => message);
        for (const text of [(data as { reason: string }).reason, line]) {
          expect(text)
            .to.match(/application-14' and 285 more$/)
            .and.not.to.include('application-15');
        }
      });
    });

    it('is not refused without a line in the log where it does not even exist', () => {
      const logger = new RecordingLogger();
      return run(module({ logger }), async (ctx) => {
        logger.clear();
        expect((await refusalIn(ctx, '/evnets')).message).to.equal('Invalid namespace');
        expect(logger.at('info').map(({ message }) => message)).to.deep.equal([
          String.raw`A client was refused in "/evnets": there is no such namespace; served are '/events', '/rooms/:roomId', /^\/floors-\d+$/`,
        ]);
      });
    });

    it('does not put lines of a client’s making into the log, nor long ones', () => {
      const logger = new RecordingLogger();
      return run(module({ logger }), async (ctx) => {
        logger.clear();
        await refusalIn(ctx, '/a\nb');
        await refusalIn(ctx, `/${'x'.repeat(250)}`);
        const [first, second] = logger.at('info').map(({ message }) => message);
        expect(first)
          .to.include(String.raw`"/a\nb"`)
          .and.not.to.include('\n');
        expect(second).to.include('xxx…').and.not.include('x'.repeat(200));
      });
    });
  });

  describe('a namespace of the application’s own', () => {
    for (const [what, listen] of Object.entries(listening)) {
      it(`is not refused where it listens with ${what}`, () =>
        run(module(), async (ctx, join) => {
          listen(serverOf(ctx), () => undefined);
          const client = await join({ namespace: '/own' });
          expect(serverOf(ctx).of('/own').sockets.has(client.sio.id!)).to.equal(true);
        }));
    }

    it('is not refused at / where the server itself listens', () =>
      run(module(), async (ctx, join) => {
        serverOf(ctx).on(
          'connection',
          (socket) => void socket.on('ping', (answer: (word: string) => void) => answer('pong')),
        );
        const client = await join({ namespace: '/' });
        expect(await client.sio.emitWithAck('ping')).to.equal('pong');
      }));

    it('is not refused any more once it is listened to, although a client was refused before', () =>
      run(module(), async (ctx, join) => {
        const own = serverOf(ctx).of('/own');
        expect((await refusalIn(ctx, '/own')).data).to.deep.equal(nothing);
        own.on('connection', () => undefined);
        await join({ namespace: '/own' });
      }));

    it('is gated by its own middleware as in plain socket.io', () =>
      run(module(), async (ctx) => {
        const own = serverOf(ctx).of('/own', () => undefined);
        own.use((_socket, next) => next(new Error('Not today')));
        expect((await refusalIn(ctx, '/own')).message).to.equal('Not today');
      }));
  });

  describe('a namespace of a gateway', () => {
    it('is not taken for one that nobody serves, whatever the gateway handles', () => {
      @WebSocketGateway()
      @UseGuards(() => true)
      class EmptyGateway {}
      return run(TestGateway.createTestModule({ gateways: [EmptyGateway, RoomGateway] }), async (_ctx, join) => {
        await join({ namespace: '/rooms/7' });
      });
    });
  });
});

describe('a client of the protocol of socket.io 2, which asks for / by itself', () => {
  it('is not told of an error where only another namespace is served', () =>
    module({ server: { allowEIO3: true } }).runWithServer(async (ctx) => {
      const socket = new WebSocket(`${ctx.baseUrl.replace('http', 'ws')}/socket.io/?EIO=3&transport=websocket`);
      const frames: string[] = [];
      const joined = new Promise<void>((resolve) => {
        socket.on('message', (data: Buffer) => {
          frames.push(data.toString());
          if (data.toString().startsWith('40/events')) resolve();
        });
      });
      await once(socket, 'open');
      socket.send('40/events');
      await joined;
      expect(frames.filter((frame) => frame.startsWith('44'))).to.deep.equal([]);
      socket.close();
      await once(socket, 'close');
    }));
});
