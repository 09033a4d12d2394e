import { setImmediate as eventLoopTurn } from 'node:timers/promises';
import { expect } from 'chai';
import { GatewayBase, SubscribeMessage, WebSocketGateway, WsBody, WsResponse } from '../../../src';
import { TestGateway } from '../../../src/testing';
import { RecordingLogger } from '../../support/recording-logger';
import { internal, withoutReason } from '../../support/refusals';

@WebSocketGateway({ path: '/emitting', namespace: '/desk' })
class EmittingGateway extends GatewayBase {
  @SubscribeMessage('respond')
  respond(@WsBody() to: string | readonly string[] | undefined): WsResponse {
    return to === undefined ? new WsResponse('answer', { n: 1 }) : new WsResponse('answer', { n: 1 }, { to });
  }

  @SubscribeMessage('announce')
  announce(@WsBody() item: unknown): WsResponse {
    return WsResponse.broadcast('news', item);
  }

  @SubscribeMessage('emit everywhere')
  async emitEverywhere(): Promise<string> {
    const { socket, namespace, sid } = this.context;
    await socket.join('red');
    socket.emit('one', 1, { two: [2] });
    namespace.emit('all');
    namespace.to('red').emit('room', 'r');
    await eventLoopTurn();
    socket.to(['red', 'blue']).emit('rooms', 'r', 'b');
    namespace.to(sid).emit('own', 'by id');
    socket.emit('last');
    return 'done';
  }

  @SubscribeMessage('count')
  async *count(@WsBody() to: number): AsyncGenerator<number | WsResponse, string> {
    for (let n = 1; n <= to; n += 1) {
      await eventLoopTurn();
      yield n;
    }
    yield WsResponse.broadcast('counted', to);
    return 'done';
  }

  @SubscribeMessage('fill')
  fill(@WsBody() list: number[]): number[] {
    this.context.socket.emit('so far', list);
    list.push(1);
    this.context.socket.emit('so far', list);
    list.push(2);
    return list;
  }
}

describe('dispatch gives what was emitted', () => {
  const received = async (event: string, payload?: unknown) => {
    const { ack, error, emitted } = await TestGateway.dispatch(EmittingGateway, event, payload);
    expect(error).to.equal(undefined);
    return { ack, emitted };
  };

  for (const [whom, to, expected] of [
    ['the client', undefined, 'client'],
    ['a room', 'red', ['red']],
    ['rooms', ['red', 'blue'], ['red', 'blue']],
  ] as const) {
    it(`by a WsResponse to ${whom}, which is the acknowledgement, too`, async () => {
      const emitted = [{ event: 'answer', args: [{ n: 1 }], to: expected }];
      expect(await received('respond', to)).to.deep.equal({ ack: { n: 1 }, emitted });
    });
  }

  it('by a WsResponse to no room: nothing', async () => {
    expect(await received('respond', [])).to.deep.equal({ ack: { n: 1 }, emitted: [] });
  });

  it('by a broadcast, with and without data', async () => {
    const emitted = (args: readonly unknown[]) => [{ event: 'news', args, to: 'namespace' }];
    expect(await received('announce', 'extra')).to.deep.equal({ ack: 'extra', emitted: emitted(['extra']) });
    expect(await received('announce')).to.deep.equal({ ack: undefined, emitted: emitted([]) });
  });

  it('by the handler itself, in order and once, also to a room of its client', async () => {
    expect(await received('emit everywhere')).to.deep.equal({
      ack: 'done',
      emitted: [
        { event: 'one', args: [1, { two: [2] }], to: 'client' },
        { event: 'all', args: [], to: 'namespace' },
        { event: 'room', args: ['r'], to: ['red'] },
        { event: 'rooms', args: ['r', 'b'], to: ['red', 'blue'] },
        { event: 'own', args: ['by id'], to: 'client' },
        { event: 'last', args: [], to: 'client' },
      ],
    });
  });

  it('by a stream: its items, and its end as the acknowledgement', async () => {
    expect(await received('count', 3)).to.deep.equal({
      ack: 'done',
      emitted: [
        { event: 'count', args: [1], to: 'client' },
        { event: 'count', args: [2], to: 'client' },
        { event: 'count', args: [3], to: 'client' },
        { event: 'counted', args: [3], to: 'namespace' },
      ],
    });
  });

  it('as it was then, also when the handler changes it later', async () => {
    expect(await received('fill', [])).to.deep.equal({
      ack: [1, 2],
      emitted: [
        { event: 'so far', args: [[]], to: 'client' },
        { event: 'so far', args: [[1]], to: 'client' },
      ],
    });
  });
});

describe('dispatch of a value that cannot be sent', () => {
  const circular: { self?: unknown } = {};
  circular.self = circular;

  @WebSocketGateway({ path: '/unsendable' })
  class UnsendableGateway extends GatewayBase {
    @SubscribeMessage('send')
    send(@WsBody() how: string): unknown {
      if (how === 'a BigInt') return { amount: 1n };
      if (how === 'a circle') return circular;
      if (how === 'a function') return () => 'a function';
      if (how === 'a response') return new WsResponse('answer', { amount: 1n });
      if (how === 'a response to a room') return new WsResponse('answer', circular, { to: 'red' });
      if (how === 'a packet') this.context.socket.emit('answer', circular);
      if (how === 'a packet for all') this.context.namespace.emit('answer', circular);
      return 'done';
    }
  }

  for (const how of [
    'a BigInt',
    'a circle',
    'a function',
    'a response',
    'a response to a room',
    'a packet',
    'a packet for all',
  ]) {
    it(`is an error, as over a network: ${how}`, async () => {
      const logger = new RecordingLogger();
      const dispatched = await TestGateway.dispatch(UnsendableGateway, 'send', how, { options: { logger } });
      const { error } = dispatched;
      expect(withoutReason(error)).to.deep.equal(internal('send'));
      expect(dispatched).to.deep.equal({ ack: undefined, error, emitted: [] });
      expect(logger.detailsAt('error')).to.have.length(1);
      const kit = TestGateway.createTestModule({ gateways: [UnsendableGateway], options: { logger } });
      await kit.runWithServer(async (ctx) => {
        await ctx.connect();
        expect(await ctx.sio.timeout(2_000).emitWithAck('send', how)).to.deep.equal({ error });
        expect(ctx.errors).to.deep.equal([error]);
      });
    });
  }
});
