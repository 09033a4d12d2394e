import { expect } from 'chai';
import { TestGateway } from '../../../../src/testing';
import { GatewayBase, OnConnected, SubscribeMessage, WebSocketGateway } from '../../../../src';
import { deferred } from '../../../support/deferred';
import { overBothTransports } from '../../../support/transports';
import { StreamGateway } from '../../../client/stream/gateway';

const CALL = '\0gateways:stream:';
const STOP = 'gateways:stream:stop';

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
        ctx.sio.emit('endless', 'mine', `${CALL}one`, () => undefined);
        await ctx.waitFor('gateways:stream:item');
        other.sio.emit(STOP, 'one');
        expect(await other.request('plain', 1)).to.equal(1);
        await ctx.waitFor('gateways:stream:item', { count: 3 });
        expect(gateway.ended).to.deep.equal([]);
        ctx.sio.emit(STOP, 'one');
        expect(await gateway.hasEnded.promise).to.equal(true);
      }));

    it('does not take an id a second time while its stream is open', () =>
      run(kit, async (ctx) => {
        const gateway = ctx.container.get(StreamGateway);
        ctx.sio.emit('endless', 'mine', `${CALL}one`, () => undefined);
        const refused: unknown = await ctx.sio.emitWithAck('endless', 'mine', `${CALL}one`);
        expect(refused).to.have.nested.include({ 'error.code': 1002 });
        ctx.sio.emit(STOP, 'one');
        await gateway.hasEnded.promise;
      }));

    for (const [what, id] of [
      ['an unknown id', 'nobody’s'],
      ['no text', { toString: 1 }],
      ['nothing', undefined],
    ] as const) {
      it(`ignores a request to stop that names ${what}`, () =>
        run(kit, async (ctx) => {
          const errors: unknown[] = [];
          ctx.sio.on('error', (error) => errors.push(error));
          ctx.sio.emit(STOP, id);
          expect(await ctx.request('plain', 1)).to.equal(1);
          expect(errors).to.deep.equal([]);
          expect(ctx.container.get(StreamGateway).unknown).to.deep.equal([]);
        }));
    }

    it('answers a stream that its client has stopped, once', () =>
      run(kit, async (ctx) => {
        const answer = ctx.sio.emitWithAck('endless', 'mine', `${CALL}one`) as Promise<unknown>;
        await ctx.waitFor('gateways:stream:item');
        ctx.sio.emit(STOP, 'one');
        expect(await answer).to.equal(undefined);
      }));

    it('does not start a generator that is stopped while it waits for @OnConnected', () => {
      [connected, started] = [deferred(), 0];
      return run(late, async (ctx) => {
        const answer = ctx.sio.emitWithAck('late', `${CALL}one`) as Promise<unknown>;
        ctx.sio.emit(STOP, 'one');
        const pong = ctx.sio.emitWithAck('ping') as Promise<unknown>;
        const [socket] = ctx.host.of(LateGateway).sockets.values();
        socket!.prependAny((event: string) => {
          if (event === 'ping') setImmediate(() => connected.resolve()); // then all three have come
        });
        expect(await Promise.all([answer, pong])).to.deep.equal([undefined, 'pong']);
        expect(started).to.equal(0);
      });
    });

    it('leaves arguments alone that only look alike', () =>
      run(kit, async (ctx) => {
        for (const text of ['gateways:stream:one', `${CALL}${'x'.repeat(65)}`]) {
          expect(await ctx.request('plain', text)).to.equal(text);
        }
      }));
  });
});
