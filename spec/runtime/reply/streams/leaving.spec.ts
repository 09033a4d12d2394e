import { expect } from 'chai';
import { EventEmitter, on } from 'node:events';
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { setImmediate as eventLoopTurn } from 'node:timers/promises';
import { GatewayBase, SubscribeMessage, WebSocketGateway, WsResponse } from '../../../../src';
import { TestGateway } from '../../../../src/testing';
import { type Deferred, deferred } from '../../../support/deferred';
import { RecordingLogger } from '../../../support/recording-logger';
import { overBothTransports } from '../../../support/transports';
import { answerTo } from '../../../support/wire';

let hasReturned: Deferred = deferred();
let gate: Deferred = deferred();
let produced = 0;
let readable = new Readable();
let emitter = new EventEmitter();

@WebSocketGateway({ path: '/leaving' })
class EndlessGateway extends GatewayBase {
  @SubscribeMessage('slow')
  async *slow(): AsyncGenerator<number> {
    try {
      for (;;) {
        yield (produced += 1);
        await eventLoopTurn();
      }
    } finally {
      hasReturned.resolve();
    }
  }

  @SubscribeMessage('fast')
  async *fast(): AsyncGenerator<number> {
    try {
      for (;;) yield (produced += 1);
    } finally {
      hasReturned.resolve();
    }
  }

  @SubscribeMessage('to_others')
  async *toOthers(): AsyncGenerator<WsResponse> {
    try {
      // So many that a client which is not heard meanwhile must be noticed, and so few that the spec ends then.
      while (produced < 300_000) yield new WsResponse('tick', (produced += 1), { to: 'nobody is in this room' });
    } finally {
      hasReturned.resolve();
    }
  }

  @SubscribeMessage('stuck')
  stuck(): AsyncIterable<number> {
    return {
      [Symbol.asyncIterator]: () => ({
        next: () => {
          produced += 1;
          return produced === 1 ? Promise.resolve({ value: produced }) : new Promise(() => undefined);
        },
        return: () => {
          hasReturned.resolve();
          return Promise.resolve({ done: true, value: undefined });
        },
      }),
    };
  }

  @SubscribeMessage('without_return')
  withoutReturn(): AsyncIterable<number> {
    return {
      [Symbol.asyncIterator]: () => ({
        next: () => Promise.resolve({ value: (produced += 1) }),
      }),
    };
  }

  @SubscribeMessage('signalled')
  async *signalled(): AsyncGenerator<number> {
    const { signal } = this.context;
    try {
      yield (produced += 1);
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      yield (produced += 1);
    } finally {
      hasReturned.resolve();
    }
  }

  @SubscribeMessage('readable')
  readable(): Readable {
    readable = new Readable({ objectMode: true, read: () => undefined });
    readable.push('first');
    return readable;
  }

  @SubscribeMessage('events')
  events(): AsyncIterable<unknown> {
    emitter = new EventEmitter();
    const events = on(emitter, 'tick');
    emitter.emit('tick', 'first');
    return events;
  }

  @SubscribeMessage('too_late')
  async tooLate(): Promise<AsyncIterable<number>> {
    await gate.promise;
    return this.withoutReturn();
  }

  @SubscribeMessage('fails_to_return')
  failsToReturn(): AsyncIterable<number> {
    return {
      [Symbol.asyncIterator]: () => ({
        next: () => (produced === 0 ? Promise.resolve({ value: (produced += 1) }) : new Promise(() => undefined)),
        return: () => {
          hasReturned.resolve();
          throw new Error('no return');
        },
      }),
    };
  }

  @SubscribeMessage('ping')
  ping(): string {
    return 'pong';
  }
}

const logger = new RecordingLogger();
const kit = TestGateway.createTestModule({ gateways: [EndlessGateway], options: { logger } });

describe('an endless stream', () => {
  beforeEach(() => {
    [hasReturned, gate, produced] = [deferred(), deferred(), 0];
    logger.clear();
  });

  overBothTransports((run) => {
    for (const event of ['slow', 'fast', 'stuck', 'signalled']) {
      it(`is told to return when its client leaves: one that is ${event}`, () =>
        run(kit, async (ctx, join) => {
          const other = await join();
          ctx.sio.emit(event);
          await ctx.waitFor(event);
          await ctx.disconnect();
          await hasReturned.promise;
          await ctx.idle();
          const before = produced;
          expect(await answerTo(other, 'ping')).to.deep.equal(['pong']);
          expect(produced).to.equal(before);
          expect(logger.at('error')).to.deep.equal([]);
        }));
    }

    it('ends when its client leaves, also when it has no return()', () =>
      run(kit, async (ctx, join) => {
        const other = await join();
        ctx.sio.emit('without_return');
        await ctx.waitFor('without_return');
        await ctx.disconnect();
        await ctx.idle();
        const before = produced;
        expect(await answerTo(other, 'ping')).to.deep.equal(['pong']);
        expect(produced).to.equal(before);
      }));

    it('is destroyed when its client leaves, if it is a Readable', () =>
      run(kit, async (ctx) => {
        ctx.sio.emit('readable');
        await ctx.waitFor('readable');
        await ctx.disconnect();
        const ended = await finished(readable, { signal: AbortSignal.timeout(10_000) }).catch(
          (error: unknown) => error,
        );
        expect(ended).to.have.property('code', 'ERR_STREAM_PREMATURE_CLOSE');
        expect(readable.destroyed).to.equal(true);
        await ctx.idle();
      }));

    it('stops listening when its client leaves, if it is made of events', () =>
      run(kit, async (ctx) => {
        ctx.sio.emit('events');
        expect(await ctx.waitFor('events')).to.deep.equal(['first']);
        expect(emitter.listenerCount('tick')).to.equal(1);
        await ctx.disconnect();
        await ctx.idle();
        expect(emitter.listenerCount('tick')).to.equal(0);
      }));

    it('is not started for a client that has left', () =>
      run(kit, async (ctx) => {
        ctx.sio.emit('too_late');
        await answerTo(ctx, 'ping');
        await ctx.disconnect();
        gate.resolve();
        await ctx.idle();
        expect(produced).to.equal(0);
      }));

    it('is logged when its return() fails', () =>
      run(kit, async (ctx) => {
        ctx.sio.emit('fails_to_return');
        await ctx.waitFor('fails_to_return');
        await ctx.disconnect();
        await hasReturned.promise;
        await ctx.idle();
        expect(logger.detailsAt('error').map(String)).to.deep.equal(['Error: no return']);
      }));

    it('without an await does not keep other clients waiting', () =>
      run(kit, async (ctx, join) => {
        const other = await join();
        ctx.sio.emit('fast');
        await ctx.waitFor('fast');
        const goal = produced + 1_000;
        let turns = 0;
        for (; produced < goal; turns += 1) expect(await answerTo(other, 'ping')).to.deep.equal(['pong']);
        expect(turns).to.be.greaterThan(1);
        await ctx.disconnect();
        await hasReturned.promise;
      }));

    it('without an await does not keep them waiting, also when its items go to other clients', () =>
      run(kit, async (ctx, join) => {
        const other = await join();
        ctx.sio.emit('to_others');
        await answerTo(ctx, 'ping');
        for (let turn = 0; turn < 5; turn += 1) expect(await answerTo(other, 'ping')).to.deep.equal(['pong']);
        await ctx.disconnect();
        await hasReturned.promise;
        expect(produced).to.be.within(1, 299_999);
      }));

    it('is told to return when the host closes', () =>
      run(kit, async (ctx) => {
        ctx.sio.emit('stuck');
        await ctx.waitFor('stuck');
        const closed = ctx.host.close({ timeoutMs: 1 });
        await hasReturned.promise;
        await closed;
      }));
  });
});
