import { expect } from 'chai';
import {
  GatewayBase,
  SubscribeMessage,
  WebSocketException,
  WebSocketGateway,
  WsAck,
  WsBody,
  WsResponse,
} from '../../../../src';
import { TestGateway } from '../../../../src/testing';
import { type Deferred, deferred } from '../../../support/deferred';
import { RecordingLogger } from '../../../support/recording-logger';
import { overBothTransports } from '../../../support/transports';
import { answerTo, recordWire } from '../../../support/wire';

type Ack = (...args: unknown[]) => void;
const refusal = { code: 4000, reason: 'No' };
let gate: Deferred = deferred();

@WebSocketGateway({ path: '/acks' })
class AckGateway extends GatewayBase {
  @SubscribeMessage('at_once')
  atOnce(@WsAck() ack: Ack): void {
    ack('one', 'two');
  }

  @SubscribeMessage('later')
  later(@WsAck() ack: Ack): void {
    void gate.promise.then(() => ack('in the end'));
  }

  @SubscribeMessage('later_with_a_number')
  laterWithANumber(@WsAck() ack: Ack): void {
    void gate.promise.then(() => ack(1n));
  }

  @SubscribeMessage('twice')
  twice(@WsAck() ack: Ack): void {
    ack('first');
    ack('second');
  }

  @SubscribeMessage('and_returns')
  andReturns(@WsAck() ack: Ack): string {
    ack('answered');
    return 'returned';
  }

  @SubscribeMessage('only_returns')
  onlyReturns(@WsAck() _ack: Ack): string {
    return 'returned';
  }

  @SubscribeMessage('before_throwing')
  beforeThrowing(@WsAck() ack: Ack): void {
    ack('answered');
    throw new WebSocketException(refusal.code, refusal.reason);
  }

  @SubscribeMessage('throws')
  throws(@WsAck() _ack: Ack): void {
    throw new WebSocketException(refusal.code, refusal.reason);
  }

  @SubscribeMessage('responds')
  responds(@WsAck() ack: Ack): WsResponse {
    ack('answered');
    return new WsResponse('response', 'emitted');
  }

  @SubscribeMessage('raw')
  raw(first: unknown, second: unknown, ack: Ack): void {
    ack({ first, second });
  }

  @SubscribeMessage('raw_arguments')
  rawArguments(...args: unknown[]): unknown {
    return args.map((arg) => (typeof arg === 'function' ? 'a function' : arg));
  }

  @SubscribeMessage('echo')
  echo(@WsBody() value: unknown): unknown {
    return value;
  }
}

const kit = TestGateway.createTestModule({ gateways: [AckGateway], options: { logger: new RecordingLogger() } });
const errorFirst = TestGateway.createTestModule({
  gateways: [AckGateway],
  options: { acks: 'errorFirst', logger: new RecordingLogger() },
});

describe('acknowledgements', () => {
  beforeEach(() => {
    gate = deferred();
  });

  overBothTransports((run) => {
    describe('that a method takes with @WsAck()', () => {
      it('it answers itself, with as many values as it likes', () =>
        run(kit, async (ctx) => {
          expect(await answerTo(ctx, 'at_once')).to.deep.equal(['one', 'two']);
        }));

      it('it may answer after it has returned, and is not answered before', () =>
        run(kit, async (ctx) => {
          const answers: unknown[] = [];
          const answered = answerTo(ctx, 'later').then((answer) => answers.push(answer));
          await ctx.request('at_once'); // packets keep their order: an answer to the first would be here
          expect(answers).to.deep.equal([]);
          gate.resolve();
          await answered;
          expect(answers).to.deep.equal([['in the end']]);
        }));

      it('only the first answer counts', () =>
        run(kit, async (ctx) => {
          const wire = recordWire(ctx);
          for (const [event, answer] of [
            ['twice', 'first'],
            ['and_returns', 'answered'],
            ['before_throwing', 'answered'],
            ['responds', 'answered'],
          ] as const) {
            expect(await answerTo(ctx, event)).to.deep.equal([answer]);
          }
          await ctx.expectNone('twice');
          expect(wire.repeatedAcknowledgements).to.equal(0);
        }));

      it('what it returns is the answer where it has given none', () =>
        run(kit, async (ctx) => {
          expect(await answerTo(ctx, 'only_returns')).to.deep.equal(['returned']);
        }));

      it('what it throws is the answer where it has given none, and the error event too', () =>
        run(kit, async (ctx) => {
          const error = { ...refusal, event: 'throws' };
          expect(await answerTo(ctx, 'throws')).to.deep.equal([{ error }]);
          expect(await ctx.waitFor('error')).to.deep.equal(error);
        }));

      it('what it throws after its answer is the error event alone', () =>
        run(kit, async (ctx) => {
          expect(await answerTo(ctx, 'before_throwing')).to.deep.equal(['answered']);
          expect(await ctx.waitFor('error')).to.deep.equal({ ...refusal, event: 'before_throwing' });
        }));

      it('a response is emitted beside its answer', () =>
        run(kit, async (ctx) => {
          expect(await answerTo(ctx, 'responds')).to.deep.equal(['answered']);
          expect(await ctx.waitFor('response')).to.equal('emitted');
        }));

      it('is a function that does nothing where the client asked for none', () =>
        run(kit, async (ctx) => {
          ctx.sio.emit('twice');
          ctx.sio.emit('at_once');
          ctx.sio.emit('responds');
          expect(await ctx.waitFor('response')).to.equal('emitted');
          await ctx.expectNone('error');
          await ctx.expectNone('twice');
        }));

      it('may be called when the client has left', () =>
        run(kit, async (ctx, join) => {
          const other = await join();
          ctx.sio.emit('later', () => undefined);
          await ctx.request('at_once');
          await ctx.disconnect();
          gate.resolve();
          expect(await answerTo(other, 'at_once')).to.deep.equal(['one', 'two']);
        }));

      it('an answer that cannot be serialised is an internal error, also when it is given later', () =>
        run(kit, async (ctx) => {
          const answer = answerTo(ctx, 'later_with_a_number');
          gate.resolve();
          const error = { code: 1011, reason: 'Something went wrong', event: 'later_with_a_number' };
          expect(await answer).to.deep.equal([{ error }]);
          expect(await ctx.waitFor('error')).to.deep.equal(error);
        }));
    });

    describe('of a method without parameter decorators', () => {
      it('it gets the arguments as socket.io gives them, the acknowledgement last', () =>
        run(kit, async (ctx) => {
          expect(await answerTo(ctx, 'raw', { deep: [1] }, 'two')).to.deep.equal([
            { first: { deep: [1] }, second: 'two' },
          ]);
          expect(await answerTo(ctx, 'raw_arguments')).to.deep.equal([['a function']]);
          expect(await answerTo(ctx, 'raw_arguments', null, 1)).to.deep.equal([[null, 1, 'a function']]);
        }));

      it('it gets no function where the client asked for none', () =>
        run(kit, async (ctx) => {
          ctx.sio.emit('raw_arguments', 1, 'two');
          expect(await ctx.waitFor('raw_arguments')).to.deep.equal([1, 'two']);
        }));
    });

    describe("that are 'errorFirst'", () => {
      it('a value comes second, after null', () =>
        run(errorFirst, async (ctx) => {
          expect(await answerTo(ctx, 'echo', 'hello')).to.deep.equal([null, 'hello']);
          expect(await answerTo(ctx, 'echo', null)).to.deep.equal([null, null]);
        }));

      it('nothing is null alone', () =>
        run(errorFirst, async (ctx) => {
          expect(await answerTo(ctx, 'echo')).to.deep.equal([null]);
        }));

      it('an error comes first and alone', () =>
        run(errorFirst, async (ctx) => {
          const error = { ...refusal, event: 'throws' };
          expect(await answerTo(ctx, 'throws')).to.deep.equal([error]);
          expect(await ctx.waitFor('error')).to.deep.equal(error);
        }));

      it('an unknown event is an error too', () =>
        run(errorFirst, async (ctx) => {
          expect(await answerTo(ctx, 'nobody')).to.deep.equal([
            { code: 1003, reason: 'Unknown event', event: 'nobody' },
          ]);
        }));
    });
  });
});
