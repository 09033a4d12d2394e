import { expect } from 'chai';
import { GatewayBase, SubscribeMessage, WebSocketException, WebSocketGateway, WsAck, WsArgs } from '../../src';
import { GatewayError, request } from '../../src/client';
import { TestGateway } from '../../src/testing';
import { type Deferred, deferred } from '../support/deferred';
import { unknownEvent } from '../support/refusals';
import { overBothTransports } from '../support/transports';

let gate: Deferred = deferred();

@WebSocketGateway({ path: '/requests' })
class RequestGateway extends GatewayBase {
  @SubscribeMessage('args')
  args(@WsArgs() args: unknown): unknown {
    return args;
  }

  @SubscribeMessage('value')
  value(@WsArgs(0) value: unknown): unknown {
    return value;
  }

  @SubscribeMessage('fails')
  fails(): void {
    throw new WebSocketException(4000, { field: 'name' });
  }

  @SubscribeMessage('held')
  async held(): Promise<string> {
    await gate.promise;
    return 'in the end';
  }

  @SubscribeMessage('never')
  never(@WsAck() _ack: unknown): void {
    // It keeps its client waiting.
  }
}

const kit = TestGateway.createTestModule({ gateways: [RequestGateway] });
const errorFirst = TestGateway.createTestModule({ gateways: [RequestGateway], options: { acks: 'errorFirst' } });

/** What a promise is rejected with. */
async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  const answer: unknown = await promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  expect(answer).to.have.property('error');
  return (answer as { error: unknown }).error;
}

describe('request()', () => {
  beforeEach(() => {
    gate = deferred();
  });
  afterEach(() => gate.resolve());

  overBothTransports((run) => {
    it("sends an event with its arguments and gives the gateway's answer", () =>
      run(kit, async ({ sio }) => {
        expect(await request(sio, 'args', 1, { two: 2 }, [3])).to.deep.equal([1, { two: 2 }, [3]]);
        expect(await request({ socket: sio }, 'args')).to.deep.equal([]);
        for (const value of [0, '', false, null]) expect(await request(sio, 'value', value)).to.equal(value);
        expect(await request(sio, 'value')).to.equal(undefined);
      }));

    it('is rejected with a GatewayError when the gateway answers with an error', () =>
      run(kit, async ({ sio }) => {
        const error = await failureOf(request(sio, 'fails'));
        expect(error).to.be.instanceOf(GatewayError).and.to.be.instanceOf(Error);
        expect(error).to.deep.include({ name: 'GatewayError', code: 4000, reason: { field: 'name' }, event: 'fails' });
        expect(error).to.have.property('message', 'fails: {"field":"name"} (4000)');
        expect(await failureOf(request(sio, 'nobody'))).to.include(unknownEvent('nobody'));
      }));

    it('resolves to a value that only resembles an error', () =>
      run(kit, async ({ sio }) => {
        for (const value of [
          { error: 'a text' },
          { error: null },
          { error: { code: 4000, reason: 'no event' } },
          { error: { code: '4000', reason: 'x', event: 'value' } },
          { error: { code: 4000, reason: 'x', event: 'value' }, more: 1 },
          { code: 4000, reason: 'x', event: 'value' },
          [{ error: { code: 4000, reason: 'x', event: 'value' } }],
        ]) {
          expect(await request(sio, 'value', value)).to.deep.equal(value);
        }
      }));

    it("understands acknowledgements that are 'errorFirst'", () =>
      run(errorFirst, async ({ sio }) => {
        const target = { socket: sio, acks: 'errorFirst' } as const;
        expect(await request(target, 'args', 1)).to.deep.equal([1]);
        expect(await request(target, 'value', null)).to.equal(null);
        expect(await request(target, 'value')).to.equal(undefined);
        const lookAlike = { error: { code: 4000, reason: 'x', event: 'value' } };
        expect(await request(target, 'value', lookAlike)).to.deep.equal(lookAlike);
        expect(await failureOf(request(target, 'fails'))).to.be.instanceOf(GatewayError);
      }));

    it('is rejected when the client is disconnected before the answer', () =>
      run(kit, async (ctx) => {
        const failure = failureOf(request(ctx.sio, 'never'));
        await ctx.disconnect();
        expect(await failure).to.have.property(
          'message',
          "'never' was not answered: disconnected (io client disconnect)",
        );
        expect(ctx.sio.listeners('disconnect')).to.deep.equal([]);
      }));

    it('is rejected when the server disconnects the client before the answer', () =>
      run(kit, async (ctx) => {
        const failure = failureOf(request(ctx.sio, 'never'));
        await request(ctx.sio, 'value');
        ctx.host.of(RequestGateway).disconnectSockets();
        expect(await failure).to.have.property(
          'message',
          "'never' was not answered: disconnected (io server disconnect)",
        );
      }));
  });

  it('is rejected when no answer comes in time', () =>
    kit.runWithServer(async (ctx) => {
      await ctx.connect();
      const error = await failureOf(request({ socket: ctx.sio, timeoutMs: 1 }, 'never'));
      expect(error).to.be.instanceOf(Error).and.not.to.be.instanceOf(GatewayError);
      expect(error).to.have.property('message', "'never' was not answered within 1 ms");
      expect(ctx.sio.listeners('disconnect')).to.deep.equal([]);
    }));

  it('ignores an answer that comes too late', () =>
    kit.runWithServer(async (ctx) => {
      await ctx.connect();
      const failure = await failureOf(request({ socket: ctx.sio, timeoutMs: 1 }, 'held'));
      gate.resolve();
      await ctx.expectNone('error');
      expect(failure).to.have.property('message', "'held' was not answered within 1 ms");
    }));

  it('waits without a limit when the timeout is Infinity', () =>
    kit.runWithServer(async (ctx) => {
      await ctx.connect();
      const answer = request({ socket: ctx.sio, timeoutMs: Infinity }, 'held');
      expect(await request(ctx.sio, 'value', 'meanwhile')).to.equal('meanwhile');
      gate.resolve();
      expect(await answer).to.equal('in the end');
    }));

  it('is rejected at once and sends nothing when its signal is already aborted', () =>
    kit.runWithServer(async (ctx) => {
      await ctx.connect();
      const sent: string[] = [];
      ctx.sio.onAnyOutgoing((event: string) => sent.push(event));
      const reason = new Error('changed my mind');
      expect(await failureOf(request({ socket: ctx.sio, signal: AbortSignal.abort(reason) }, 'value'))).to.equal(
        reason,
      );
      expect(sent).to.deep.equal([]);
    }));

  it('is rejected with the reason of its signal when that is aborted', () =>
    kit.runWithServer(async (ctx) => {
      await ctx.connect();
      const abort = new AbortController();
      const failure = failureOf(request({ socket: ctx.sio, signal: abort.signal }, 'never'));
      abort.abort();
      expect(await failure).to.have.property('name', 'AbortError');
      expect(ctx.sio.listeners('disconnect')).to.deep.equal([]);
    }));

  it('leaves no listener on the socket after the answer', () =>
    kit.runWithServer(async (ctx) => {
      await ctx.connect();
      const { signal } = new AbortController();
      await request({ socket: ctx.sio, signal }, 'value');
      await failureOf(request({ socket: ctx.sio, signal }, 'fails'));
      expect(ctx.sio.listeners('disconnect')).to.deep.equal([]);
    }));

  it('waits for the connection', () =>
    kit.runWithServer(async (ctx) => {
      const answer = request(ctx.sio, 'value', 'early');
      await ctx.connect();
      expect(await answer).to.equal('early');
    }));
});

describe('GatewayError', () => {
  it('is made from the error of a gateway, and from no other value', () => {
    const wire = { code: 1008, reason: 'Authorization Failed', event: 'connect' };
    expect(GatewayError.from(wire)).to.be.instanceOf(GatewayError).and.to.deep.include(wire);
    for (const other of [
      undefined,
      null,
      'text',
      1,
      {},
      [],
      { code: 1008 },
      { code: 1008, event: 1 },
      { event: 'x' },
    ]) {
      expect(GatewayError.from(other)).to.equal(undefined);
    }
  });

  it('has a message with the event, the reason and the code', () => {
    expect(new GatewayError(1008, 'Authorization Failed', 'connect').message).to.equal(
      'connect: Authorization Failed (1008)',
    );
    expect(new GatewayError(4000, null, 'buy').message).to.equal('buy: null (4000)');
  });
});
