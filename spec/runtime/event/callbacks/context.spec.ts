import { expect } from 'chai';
import { Adapter } from 'socket.io-adapter';
import { currentContext, GatewayBase, SubscribeMessage, WebSocketGateway } from '../../../../src';
import { TestGateway } from '../../../../src/testing';
import { deferred } from '../../../support/deferred';
import { overBothTransports, type Run } from '../../../support/transports';

type Callback = (...args: unknown[]) => void;
type Emit = (gateway: AskGateway, callback: Callback) => unknown;

/** Every way to emit something with a callback for the acknowledgement, and what the callback gets. */
const ways: Readonly<Record<string, readonly [emit: Emit, got: unknown[]]>> = {
  'socket.emit': [({ context }, callback) => context.socket.emit('question', callback), ['fine']],
  'socket.send': [({ context }, callback) => context.socket.send(callback), ['sent']],
  'socket.timeout': [
    ({ context }, callback) => context.socket.timeout(5_000).emit('question', callback),
    [null, 'fine'],
  ],
  'socket.emitWithAck': [({ context }, callback) => context.socket.emitWithAck('question').then(callback), ['fine']],
  'namespace.timeout': [
    ({ context }, callback) => context.namespace.timeout(5_000).emit('question', callback),
    [null, ['fine']],
  ],
  'namespace.to': [
    ({ context }, callback) => context.namespace.to(context.sid).timeout(5_000).emit('question', callback),
    [null, ['fine']],
  ],
  'namespace.in … except': [
    ({ context }, callback) => context.namespace.timeout(5_000).in(context.sid).except('x').emit('question', callback),
    [null, ['fine']],
  ],
  'namespace.local.compress': [
    ({ context }, callback) => context.namespace.local.compress(false).timeout(5_000).emit('question', callback),
    [null, ['fine']],
  ],
  'namespace.volatile.emitWithAck': [
    ({ context }, callback) => context.namespace.volatile.timeout(5_000).emitWithAck('question').then(callback),
    [['fine']],
  ],
  'socket.broadcast': [
    ({ context }, callback) => context.socket.broadcast.timeout(5_000).emit('question', callback),
    [null, []],
  ],
  'socket.to': [
    ({ context }, callback) => context.socket.to('nobody').timeout(5_000).emit('question', callback),
    [null, []],
  ],
  'server.timeout': [
    ({ context }, callback) => context.server.timeout(5_000).emit('question', callback),
    [null, ['fine']],
  ],
  'the namespace of a fetched socket': [
    async ({ context }, callback) => {
      const [socket] = await context.namespace.fetchSockets();
      socket!.timeout(5_000).emit('question', callback);
    },
    [null, 'fine'],
  ],
};

@WebSocketGateway()
class AskGateway extends GatewayBase {
  emit: Emit = () => undefined;
  asked = deferred<unknown[]>();

  @SubscribeMessage()
  ask(..._mark: unknown[]): void {
    const expected = this.context;
    this.emit(this, (...args: unknown[]) => {
      try {
        this.asked.resolve([currentContext() === expected, this.context.message, ...args]);
      } catch (error) {
        this.asked.reject(error as Error);
      }
    });
  }
}

@WebSocketGateway({ namespace: '/rooms/:room' })
class AskInRoomsGateway extends AskGateway {}

const inMemory = TestGateway.createTestModule({ gateways: [AskGateway] });

async function ask(run: Run, emit: Emit, kit = inMemory, namespace = '/'): Promise<unknown[]> {
  const Gateway = namespace === '/' ? AskGateway : AskInRoomsGateway;
  let answer: unknown[] = [];
  await run(
    kit,
    async (ctx) => {
      const gateway = ctx.container.get(Gateway);
      gateway.emit = emit;
      ctx.sio.on('question', (ack: Callback) => ack('fine'));
      ctx.sio.on('message', (ack: Callback) => ack('sent'));
      ctx.sio.emit('ask', 'marked'); // its context is not that of the packet that answers
      answer = await gateway.asked.promise;
    },
    { namespace },
  );
  return answer;
}

overBothTransports((run) => {
  describe('the callback of an acknowledgement that an event asked for', () => {
    for (const [way, [emit, got]] of Object.entries(ways)) {
      it(`runs in the context of that event: ${way}`, async () => {
        expect(await ask(run, emit)).to.deep.equal([true, 'marked', ...got]);
      });
    }

    it('runs in the context of that event where the client does not answer in time', async () => {
      const [isSame, mark, error] = await ask(run, ({ context }, callback) =>
        context.socket.timeout(1).emit('unheard', callback),
      );
      expect([isSame, mark]).to.deep.equal([true, 'marked']);
      expect(error).to.be.an.instanceOf(Error).with.property('message', 'operation has timed out');
    });

    it('runs in the context of that event where a broadcast is not answered in time', async () => {
      const [isSame, mark, error] = await ask(run, ({ context }, callback) =>
        context.namespace.timeout(1).emit('unheard', callback),
      );
      expect([isSame, mark]).to.deep.equal([true, 'marked']);
      expect(error).to.be.an.instanceOf(Error).with.property('message', 'operation has timed out');
    });
  });
});

/** An adapter of a cluster whose other servers answer at once, from outside of any event. */
class AnsweringAdapter extends Adapter {
  static readonly tasks: (() => void)[] = [];

  override serverSideEmit(packet: unknown[]): void {
    AnsweringAdapter.tasks.push(() => (packet.at(-1) as Callback)(null, ['from there']));
  }

  override async fetchSockets(...args: Parameters<Adapter['fetchSockets']>): ReturnType<Adapter['fetchSockets']> {
    const sockets = await super.fetchSockets(...args);
    return sockets.map((socket: object) => ({ ...socket, server: undefined })) as typeof sockets; // as sockets of another server are
  }
}

overBothTransports((run) => {
  describe('the callback of an event in a cluster', () => {
    const kit = TestGateway.createTestModule({
      gateways: [AskGateway],
      options: { server: { adapter: AnsweringAdapter } },
    });

    it('runs in the context of that event: serverSideEmit', async () => {
      const interval = setInterval(() => AnsweringAdapter.tasks.splice(0).forEach((task) => task()), 1);
      try {
        const emit: Emit = ({ context }, callback) => context.namespace.serverSideEmit('hello', callback);
        expect(await ask(run, emit, kit)).to.deep.equal([true, 'marked', null, ['from there']]);
      } finally {
        clearInterval(interval);
      }
    });

    it('runs in the context of that event: a socket of another server', async () => {
      const emit: Emit = async ({ context }, callback) => {
        const [socket] = await context.namespace.fetchSockets();
        socket!.timeout(5_000).emit('question', callback);
      };
      expect(await ask(run, emit, kit)).to.deep.equal([true, 'marked', null, 'fine']);
    });
  });

  describe('the callback of an event where sessions can be recovered', () => {
    it('runs in the context of that event', async () => {
      const kit = TestGateway.createTestModule({
        gateways: [AskGateway],
        options: { server: { connectionStateRecovery: {} } },
      });
      const emit: Emit = ({ context }, callback) => context.socket.emit('question', callback);
      expect(await ask(run, emit, kit)).to.deep.equal([true, 'marked', 'fine']);
    });
  });

  describe('the callback of an event in a namespace of a pattern', () => {
    const kit = TestGateway.createTestModule({ gateways: [AskInRoomsGateway] });

    for (const [way, answer] of [
      ['socket.emit', ['fine']],
      ['namespace.to', [null, ['fine']]],
      ['socket.broadcast', [null, []]],
    ] as const) {
      it(`runs in the context of that event: ${way}`, async () => {
        expect(await ask(run, ways[way]![0], kit, '/rooms/7')).to.deep.equal([true, 'marked', ...answer]);
      });
    }
  });
});
