import { expect } from 'chai';
import { EventEmitter, on } from 'node:events';
import { Readable } from 'node:stream';
import { GatewayBase, SubscribeMessage, WebSocketException, WebSocketGateway, WsResponse } from '../../../../src';
import { TestGateway } from '../../../../src/testing';
import { RecordingLogger } from '../../../support/recording-logger';
import { internal, refusalIn } from '../../../support/refusals';
import { overBothTransports } from '../../../support/transports';
import { answerTo, recordWire } from '../../../support/wire';

const returned: string[] = [];

@WebSocketGateway({ path: '/streams' })
class StreamGateway extends GatewayBase {
  @SubscribeMessage('items')
  async *items(): AsyncGenerator<unknown, string> {
    yield 'first';
    await Promise.resolve();
    yield 0;
    yield null;
    yield { last: true };
    return 'done';
  }

  @SubscribeMessage('empty')
  async *empty(): AsyncGenerator {
    // Nothing to say.
  }

  @SubscribeMessage('promised')
  async promised(): Promise<AsyncGenerator> {
    await Promise.resolve();
    return this.items();
  }

  @SubscribeMessage('field')
  readonly field = async function* (): AsyncGenerator<string> {
    yield 'of a field';
  };

  @SubscribeMessage('responses')
  async *responses(): AsyncGenerator<unknown, WsResponse> {
    yield new WsResponse('progress', 1);
    yield WsResponse.broadcast('news', 'to all');
    yield 'plain';
    return new WsResponse('end', 'finally');
  }

  @SubscribeMessage('context')
  async *context_(): AsyncGenerator<string> {
    for (let turn = 0; turn < 3; turn += 1) {
      await Promise.resolve();
      yield this.context.sid;
    }
  }

  @SubscribeMessage('iterable')
  iterable(): AsyncIterable<number> {
    let count = 0;
    return {
      [Symbol.asyncIterator]: () => ({
        next: () => {
          count += 1;
          return Promise.resolve(count <= 3 ? { value: count } : { done: true, value: 'final' });
        },
      }),
    };
  }

  @SubscribeMessage('readable')
  readable(): Readable {
    return Readable.from(['one', 'two', 'three']);
  }

  @SubscribeMessage('events')
  async *events(): AsyncGenerator {
    const emitter = new EventEmitter();
    const events = on(emitter, 'tick', { close: ['end'] });
    for (const tick of [1, 2]) emitter.emit('tick', tick);
    emitter.emit('end');
    yield* events;
  }

  @SubscribeMessage('fails')
  async *fails(): AsyncGenerator<string> {
    yield 'first';
    await Promise.resolve();
    throw new WebSocketException(4000, 'Out of paper');
  }

  @SubscribeMessage('fails_badly')
  failsBadly(): AsyncIterable<string> {
    return {
      [Symbol.asyncIterator]: () => {
        throw new Error('no iterator');
      },
    };
  }

  @SubscribeMessage('unsendable')
  async *unsendable(): AsyncGenerator {
    try {
      yield 'first';
      yield 1n;
      yield 'never';
    } finally {
      returned.push('unsendable');
    }
  }

  @SubscribeMessage('list')
  list(): Iterable<string> {
    return ['not', 'a', 'stream'];
  }
}

const kit = TestGateway.createTestModule({ gateways: [StreamGateway], options: { logger: new RecordingLogger() } });
const items = ['first', 0, null, { last: true }];

describe('an async iterable that a handler returns', () => {
  overBothTransports((run) => {
    it("is emitted item by item under the event's name, and its return value is the acknowledgement", () =>
      run(kit, async (ctx, join) => {
        const other = await join();
        for (const event of ['items', 'promised']) {
          expect(await answerTo(ctx, event)).to.deep.equal(['done']);
          expect(ctx.received(event)).to.deep.equal(items); // all before the answer
          await other.expectNone(event);
        }
      }));

    it('is emitted without its return value when no acknowledgement was asked for', () =>
      run(kit, async (ctx) => {
        ctx.sio.emit('items');
        await ctx.waitFor('items', { count: items.length });
        await ctx.expectNone('error');
        expect(ctx.received('items')).to.deep.equal(items);
      }));

    it('may have no items, and return nothing', () =>
      run(kit, async (ctx) => {
        expect(await answerTo(ctx, 'empty')).to.deep.equal([]);
        await ctx.expectNone('empty');
      }));

    it('may come from a function in a field', () =>
      run(kit, async (ctx) => {
        expect(await answerTo(ctx, 'field')).to.deep.equal([]);
        expect(ctx.received('field')).to.deep.equal(['of a field']);
      }));

    it('may give a WsResponse as an item and as its return value', () =>
      run(kit, async (ctx, join) => {
        const other = await join();
        expect(await answerTo(ctx, 'responses')).to.deep.equal(['finally']);
        expect(ctx.received('progress')).to.deep.equal([1]);
        expect(ctx.received('responses')).to.deep.equal(['plain']);
        expect(ctx.received('end')).to.deep.equal(['finally']);
        for (const client of [ctx, other]) expect(await client.waitFor('news')).to.equal('to all');
        await other.expectNone('progress');
        await other.expectNone('end');
      }));

    it('keeps its context between its items', () =>
      run(kit, async (ctx, join) => {
        const other = await join();
        await Promise.all([answerTo(ctx, 'context'), answerTo(other, 'context')]);
        for (const client of [ctx, other]) {
          const { id } = client.sio;
          expect(client.received('context')).to.deep.equal([id, id, id]);
        }
      }));

    it('need not be a generator', () =>
      run(kit, async (ctx) => {
        expect(await answerTo(ctx, 'iterable')).to.deep.equal(['final']);
        expect(ctx.received('iterable')).to.deep.equal([1, 2, 3]);
        expect(await answerTo(ctx, 'readable')).to.deep.equal([]);
        expect(ctx.received('readable')).to.deep.equal(['one', 'two', 'three']);
        expect(await answerTo(ctx, 'events')).to.deep.equal([]);
        expect(ctx.received('events')).to.deep.equal([[1], [2]]);
      }));

    it('is an error when it fails midway, after the items before', () =>
      run(kit, async (ctx) => {
        const error = { code: 4000, reason: 'Out of paper', event: 'fails' };
        expect(await answerTo(ctx, 'fails')).to.deep.equal([{ error }]);
        expect(ctx.received('fails')).to.deep.equal(['first']);
        expect(await ctx.waitFor('error')).to.deep.equal(error);
        ctx.sio.emit('fails');
        expect(await ctx.waitFor('error')).to.deep.equal(error);
      }));

    it('is an internal error when it gives no iterator', () =>
      run(kit, async (ctx) => {
        expect(refusalIn(await answerTo(ctx, 'fails_badly'))).to.deep.equal(internal('fails_badly'));
      }));

    it('is told to return when one of its items cannot be sent', () =>
      run(kit, async (ctx) => {
        returned.length = 0;
        const wire = recordWire(ctx);
        expect(refusalIn(await answerTo(ctx, 'unsendable'))).to.deep.equal(internal('unsendable'));
        await ctx.expectNone('never');
        expect(ctx.received('unsendable')).to.deep.equal(['first']);
        expect(wire.repeatedAcknowledgements).to.equal(0);
        expect(returned).to.deep.equal(['unsendable']);
      }));

    it('is asynchronous: a synchronous iterable is a value', () =>
      run(kit, async (ctx) => {
        expect(await answerTo(ctx, 'list')).to.deep.equal([['not', 'a', 'stream']]);
        await ctx.expectNone('list');
      }));
  });
});
