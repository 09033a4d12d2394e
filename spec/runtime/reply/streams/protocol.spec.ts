import { expect } from 'chai';
import type { Socket } from 'socket.io-client';
import { TestGateway } from '../../../../src/testing';
import { GatewayBase, OnConnected, SubscribeMessage, WebSocketGateway } from '../../../../src';
import { deferred } from '../../../support/deferred';
import { overBothTransports } from '../../../support/transports';
import { StreamGateway } from '../../../client/stream/gateway';

/** The ids of streams begin here. */
const FIRST = 2 ** 52;
const ITEM = 'gateways:stream:item';

/** The part of a client of socket.io that gives the ids, and sends packets. */
interface Packets {
  ids: number;
  packet(packet: object): void;
}

/** Sends an event whose acknowledgement has this id; gives the answer. */
async function call(socket: Socket, id: number, event: string, ...args: unknown[]): Promise<unknown> {
  const packets = socket as unknown as Packets;
  const { ids } = packets;
  packets.ids = id;
  const answer = socket.emitWithAck(event, ...args) as Promise<unknown>;
  packets.ids = ids;
  return answer;
}

/** Acknowledges the event of that id. */
function stop(socket: Socket, id: number, ...data: unknown[]): void {
  (socket as unknown as Packets).packet({ type: 3, id, data });
}

let connected = deferred();
let started = 0;

@WebSocketGateway({ path: '/late' })
class LateGateway extends GatewayBase {
  @OnConnected()
  async connected(): Promise<void> {
    await connected.promise;
  }

  @SubscribeMessage()
  async *late(): AsyncGenerator<number> {
    yield (started += 1);
  }

  @SubscribeMessage()
  ping(): string {
    return 'pong';
  }
}

const kit = TestGateway.createTestModule({ gateways: [StreamGateway] });
const late = TestGateway.createTestModule({ gateways: [LateGateway] });

overBothTransports((run) => {
  describe('the protocol of stream()', () => {
    it('gives a client without it the items as events', () =>
      run(kit, async (ctx) => {
        ctx.sio.emit('count', 2);
        expect(await ctx.waitFor('count', { count: 2 })).to.deep.equal([1, 2]);
      }));

    it('does not let a client stop the stream of another', () =>
      run(kit, async (ctx, join) => {
        const gateway = ctx.container.get(StreamGateway);
        const other = await join();
        const answer = call(ctx.sio, FIRST, 'endless', 'mine');
        await ctx.waitFor(ITEM);
        stop(other.sio, FIRST);
        expect(await other.request('plain', 1)).to.equal(1);
        await ctx.waitFor(ITEM, { count: 3 });
        expect(gateway.ended).to.deep.equal([]);
        stop(ctx.sio, FIRST);
        expect(await gateway.hasEnded.promise).to.equal(true);
        expect(await answer).to.equal(undefined);
      }));

    it('does not take an id a second time while its stream is open', () =>
      run(kit, async (ctx) => {
        const gateway = ctx.container.get(StreamGateway);
        void call(ctx.sio, FIRST, 'endless', 'mine');
        const refused: unknown = await call(ctx.sio, FIRST, 'endless', 'mine');
        expect(refused).to.have.nested.include({ 'error.code': 1002 });
        stop(ctx.sio, FIRST);
        await gateway.hasEnded.promise;
      }));

    for (const [what, id] of [
      ['of no stream', FIRST + 1],
      ['that no client can count', 2 ** 60],
      ['of no acknowledgement', 5],
    ] as const) {
      it(`ignores an acknowledgement under an id ${what}`, () =>
        run(kit, async (ctx) => {
          const errors: unknown[] = [];
          ctx.sio.on('error', (error) => errors.push(error));
          stop(ctx.sio, id, { toString: 1 });
          expect(await ctx.request('plain', 1)).to.equal(1);
          expect(errors).to.deep.equal([]);
          expect(ctx.container.get(StreamGateway).unknown).to.deep.equal([]);
        }));
    }

    it('answers a stream that its client has stopped, once', () =>
      run(kit, async (ctx) => {
        const answer = call(ctx.sio, FIRST, 'endless', 'mine');
        await ctx.waitFor(ITEM);
        stop(ctx.sio, FIRST);
        expect(await answer).to.equal(undefined);
      }));

    it('does not start a generator that is stopped while it waits for @OnConnected', () => {
      [connected, started] = [deferred(), 0];
      return run(late, async (ctx) => {
        const answer = call(ctx.sio, FIRST, 'late');
        stop(ctx.sio, FIRST);
        const pong = ctx.sio.emitWithAck('ping') as Promise<unknown>;
        const [socket] = ctx.host.of(LateGateway).sockets.values();
        socket!.prependAny((event: string) => {
          if (event === 'ping') setImmediate(() => connected.resolve()); // then all three have come
        });
        expect(await Promise.all([answer, pong])).to.deep.equal([undefined, 'pong']);
        expect(started).to.equal(0);
      });
    });

    it('does not start a generator that is stopped while a socket.use holds its event', () => {
      [connected, started] = [deferred(), 0];
      connected.resolve();
      return run(late, async (ctx) => {
        const [socket] = ctx.host.of(LateGateway).sockets.values();
        const asked = deferred<() => void>();
        socket!.use(([event], next) => (event === 'late' ? asked.resolve(next) : next()));
        const answer = call(ctx.sio, FIRST, 'late');
        stop(ctx.sio, FIRST);
        expect(await ctx.request('ping')).to.equal('pong'); // both have come
        (await asked.promise)();
        expect(await answer).to.equal(undefined);
        expect(started).to.equal(0);
      });
    });

    it('takes the ids of other acknowledgements for what they are', () =>
      run(kit, async (ctx) => {
        expect(await call(ctx.sio, FIRST - 1, 'count', 1)).to.equal('counted to 1');
        expect(await call(ctx.sio, 2 ** 53, 'count', 1)).to.equal('counted to 1');
        expect(ctx.received('count')).to.deep.equal([1, 1]);
        expect(ctx.received(ITEM)).to.deep.equal([]);
      }));
  });
});
