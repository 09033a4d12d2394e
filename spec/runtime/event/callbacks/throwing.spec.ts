import { createServer } from 'node:http';
import { expect } from 'chai';
import { Namespace, Server, Socket } from 'socket.io';
import { Adapter } from 'socket.io-adapter';
import { currentContext, GatewayBase, OnUnknownEvent, SubscribeMessage, WebSocketGateway } from '../../../../src';
import { TestGateway } from '../../../../src/testing';
import { deferred } from '../../../support/deferred';
import { RecordingLogger } from '../../../support/recording-logger';
import { overBothTransports } from '../../../support/transports';
import { until } from '../../../support/until';

type Callback = (...args: unknown[]) => unknown;
type Emit = (gateway: FaultyGateway, callback: Callback) => unknown;

@WebSocketGateway()
class FaultyGateway extends GatewayBase {
  emit: Emit = () => undefined;
  callback: Callback = () => undefined;

  @SubscribeMessage()
  ask(): void {
    this.emit(this, this.callback);
  }

  @OnUnknownEvent()
  other(): void {
    this.emit(this, this.callback);
  }

  @SubscribeMessage()
  hello(): string {
    return 'hello';
  }
}

/** One server of a cluster, whose other servers answer in the next turn. */
class AnsweringAdapter extends Adapter {
  override serverSideEmit(packet: unknown[]): void {
    setImmediate(() => (packet.at(-1) as Callback)(null, []));
  }
}

const ways: Readonly<Record<string, Emit>> = {
  'socket.emit': ({ context }, callback) => context.socket.emit('question', callback),
  'socket.timeout, answered': ({ context }, callback) => context.socket.timeout(5_000).emit('question', callback),
  'socket.timeout, not answered': ({ context }, callback) => context.socket.timeout(1).emit('unheard', callback),
  'namespace.timeout, answered': ({ context }, callback) => context.namespace.timeout(5_000).emit('question', callback),
  'namespace.timeout, not answered': ({ context }, callback) => context.namespace.timeout(1).emit('unheard', callback),
  'namespace.emit': ({ context }, callback) => context.namespace.emit('unheard', callback),
  'to nobody': ({ context }, callback) => context.socket.to('nobody').timeout(5_000).emit('question', callback),
  'server.timeout': ({ context }, callback) => context.server.timeout(1).emit('unheard', callback),
  'namespace.serverSideEmit': ({ context }, callback) => context.namespace.serverSideEmit('hello', callback),
};

const fault = new Error('a fault in a callback');
const throwing: Callback = () => {
  throw fault;
};
const rejecting: Callback = async () => {
  await Promise.resolve();
  throw fault;
};

const logger = new RecordingLogger();
const kit = TestGateway.createTestModule({
  gateways: [FaultyGateway],
  options: { logger, server: { adapter: AnsweringAdapter } },
});

overBothTransports((run) => {
  describe('what the callback of an acknowledgement throws', () => {
    beforeEach(() => logger.clear());

    /** What the logger got when the gateway emitted for `event`; the client is served as before. */
    async function logged(emit: Emit, callback: Callback, event = 'ask'): Promise<unknown> {
      await run(kit, async (ctx) => {
        const gateway = ctx.container.get(FaultyGateway);
        Object.assign(gateway, { emit, callback });
        ctx.sio.on('question', (ack: Callback) => ack('fine'));
        ctx.sio.emit(event);
        await until(() => logger.at('error').length > 0, 'the logger is told');
        expect(await ctx.request('hello')).to.equal('hello');
      });
      return logger.at('error').map(({ message, details }) => [message, ...details]);
    }

    for (const [way, emit] of Object.entries(ways)) {
      it(`goes to the logger and does not end the process: ${way}`, async () => {
        expect(await logged(emit, throwing)).to.deep.equal([
          ['FaultyGateway.ask failed on "ask", in the callback of an acknowledgement', fault],
        ]);
      });
    }

    it('goes to the logger where it is thrown later, as a rejection', async () => {
      expect(await logged(ways['socket.emit']!, rejecting)).to.deep.equal([
        ['FaultyGateway.ask failed on "ask", in the callback of an acknowledgement', fault],
      ]);
    });

    it('is told with the event as the client named it, cut and on one line', async () => {
      const [[message]] = (await logged(ways['socket.emit']!, throwing, `a\nb${'c'.repeat(100)}`)) as [[string]];
      expect(message).to.match(/^FaultyGateway\.other failed on "a\\nbc{50,70}…", in the callback/);
    });
  });

  describe('the callback of an acknowledgement that no event asked for', () => {
    it('is called by socket.io itself, without a context', () =>
      run(kit, async (ctx) => {
        const answered = deferred<unknown>();
        ctx.sio.on('question', (ack: Callback) => ack('fine'));
        const namespace = ctx.host.of(FaultyGateway);
        namespace.timeout(5_000).emit('question', (_error: unknown, answer: unknown) => {
          try {
            currentContext();
          } catch (error) {
            answered.resolve([answer, (error as Error).message.slice(0, 37)]);
          }
        });
        expect(await answered.promise).to.deep.equal([['fine'], 'There is no context outside an event:']);
      }));
  });
});

describe('another socket.io server of the process', () => {
  it('has sockets, namespaces and operators as socket.io made them', async () => {
    const other = new Server(createServer());
    const prototypes = [Socket.prototype, Namespace.prototype, Object.getPrototypeOf(other.to('room')) as object];
    const before = prototypes.map(Object.getOwnPropertyDescriptors);
    await kit.runWithServer(async (ctx) => {
      await ctx.connect();
      await ctx.request('hello');
      expect(prototypes.map(Object.getOwnPropertyDescriptors)).to.deep.equal(before);
      expect(Object.getPrototypeOf(other.sockets)).to.equal(Namespace.prototype);
      expect(Object.getPrototypeOf(other.to('room'))).to.equal(prototypes[2]);
    });
    await other.close();
  });
});
