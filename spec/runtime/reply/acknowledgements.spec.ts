import { expect } from 'chai';
import {
  GatewayBase,
  SubscribeMessage,
  WebSocketException,
  WebSocketGateway,
  WsAck,
  WsBody,
  WsResponse,
} from '../../../src';
import { TestGateway } from '../../../src/testing';
import { type Deferred, deferred } from '../../support/deferred';
import { RecordingLogger } from '../../support/recording-logger';
import { internal, unknownEvent, withoutReason } from '../../support/refusals';
import { overBothTransports } from '../../support/transports';
import { answerTo, recordWire } from '../../support/wire';

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
    describe('of a method with @WsAck()', () => {
      it('are answered by the method with any number of values', () =>
        run(kit, async (ctx) => {
          expect(await answerTo(ctx, 'at_once')).to.deep.equal(['one', 'two']);
        }));

      it('may be answered after the method has returned, and are not before', () =>
        run(kit, async (ctx) => {
          const answers: unknown[] = [];
          const answered = answerTo(ctx, 'later').then((answer) => answers.push(answer));
          await ctx.request('at_once'); // packets keep their order: an answer to the first would be here
          expect(answers).to.deep.equal([]);
          gate.resolve();
          await answered;
          expect(answers).to.deep.equal([['in the end']]);
        }));

      it('are answered once: only the first answer counts', () =>
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

      it('are answered with the method’s result when it has not answered', () =>
        run(kit, async (ctx) => {
          expect(await answerTo(ctx, 'only_returns')).to.deep.equal(['returned']);
        }));

      it('are answered with the method’s error when it has not answered', () =>
        run(kit, async (ctx) => {
          const error = { ...refusal, event: 'throws' };
          expect(await answerTo(ctx, 'throws')).to.deep.equal([{ error }]);
          expect(await ctx.waitFor('error')).to.deep.equal(error);
        }));

      it('are not answered again when the method throws after its answer', () =>
        run(kit, async (ctx) => {
          expect(await answerTo(ctx, 'before_throwing')).to.deep.equal(['answered']);
          expect(await ctx.waitFor('error')).to.deep.equal({ ...refusal, event: 'before_throwing' });
        }));

      it('are answered while a response is emitted, too', () =>
        run(kit, async (ctx) => {
          expect(await answerTo(ctx, 'responds')).to.deep.equal(['answered']);
          expect(await ctx.waitFor('response')).to.equal('emitted');
        }));

      it('are a function that does nothing when the client asked for none', () =>
        run(kit, async (ctx) => {
          ctx.sio.emit('twice');
          ctx.sio.emit('at_once');
          ctx.sio.emit('responds');
          expect(await ctx.waitFor('response')).to.equal('emitted');
          await ctx.expectNone('error');
          await ctx.expectNone('twice');
        }));

      it('may be answered when the client has left', () =>
        run(kit, async (ctx, join) => {
          const other = await join();
          ctx.sio.emit('later', () => undefined);
          await ctx.request('at_once');
          await ctx.disconnect();
          gate.resolve();
          expect(await answerTo(other, 'at_once')).to.deep.equal(['one', 'two']);
        }));

      it('are an internal error when the answer cannot be serialised, also later', () =>
        run(kit, async (ctx) => {
          const answer = answerTo(ctx, 'later_with_a_number');
          gate.resolve();
          const error: unknown = await ctx.waitFor('error');
          expect(withoutReason(error)).to.deep.equal(internal('later_with_a_number'));
          expect(await answer).to.deep.equal([{ error }]);
        }));
    });

    describe('of a method without parameter decorators', () => {
      it('are its last argument, as socket.io gives it', () =>
        run(kit, async (ctx) => {
          expect(await answerTo(ctx, 'raw', { deep: [1] }, 'two')).to.deep.equal([
            { first: { deep: [1] }, second: 'two' },
          ]);
          expect(await answerTo(ctx, 'raw_arguments')).to.deep.equal([['a function']]);
          expect(await answerTo(ctx, 'raw_arguments', null, 1)).to.deep.equal([[null, 1, 'a function']]);
        }));

      it('are not among its arguments when the client asked for none', () =>
        run(kit, async (ctx) => {
          ctx.sio.emit('raw_arguments', 1, 'two');
          expect(await ctx.waitFor('raw_arguments')).to.deep.equal([1, 'two']);
        }));
    });

    describe("with acks: 'errorFirst'", () => {
      it('hold null and the value', () =>
        run(errorFirst, async (ctx) => {
          expect(await answerTo(ctx, 'echo', 'hello')).to.deep.equal([null, 'hello']);
          expect(await answerTo(ctx, 'echo', null)).to.deep.equal([null, null]);
        }));

      it('hold null alone when there is no value', () =>
        run(errorFirst, async (ctx) => {
          expect(await answerTo(ctx, 'echo')).to.deep.equal([null]);
        }));

      it('hold the error alone', () =>
        run(errorFirst, async (ctx) => {
          const error = { ...refusal, event: 'throws' };
          expect(await answerTo(ctx, 'throws')).to.deep.equal([error]);
          expect(await ctx.waitFor('error')).to.deep.equal(error);
        }));

      it('hold the error of an unknown event, too', () =>
        run(errorFirst, async (ctx) => {
          const answer = await answerTo(ctx, 'nobody');
          expect(answer.map(withoutReason)).to.deep.equal([unknownEvent('nobody')]);
        }));
    });
  });
});
