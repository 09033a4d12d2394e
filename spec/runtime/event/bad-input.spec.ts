import { expect } from 'chai';
import Joi from 'joi';
import { GatewayBase, OnDisconnected, SubscribeMessage, WebSocketGateway, WsArgs, WsBody } from '../../../src';
import { TestGateway } from '../../../src/testing';
import { type Deferred, deferred } from '../../support/deferred';
import { RecordingLogger } from '../../support/recording-logger';
import { overBothTransports } from '../../support/transports';
import { answerTo } from '../../support/wire';

const message = Joi.object({ data: Joi.string().required() });
const inheritedNames = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'prototype'];
const handled: unknown[] = [];
let left: Deferred<string | undefined> = deferred();
let started: Deferred = deferred();
let gate: Deferred = deferred();

@WebSocketGateway({ path: '/bad-input' })
class CarefulGateway extends GatewayBase {
  @SubscribeMessage('message')
  message(@WsBody(message) body: unknown): void {
    handled.push(body);
  }

  @SubscribeMessage('echo')
  echo(@WsBody() body: unknown): unknown {
    return body;
  }

  @SubscribeMessage('args')
  args(@WsArgs() args: unknown): unknown {
    return args;
  }

  @SubscribeMessage('any_object')
  anyObject(@WsBody(Joi.object().unknown()) body: object): unknown {
    return Object.keys(body);
  }

  @SubscribeMessage('held')
  async held(): Promise<string> {
    started.resolve();
    await gate.promise;
    this.context.socket.emit('too late', 1);
    handled.push('held');
    return 'held';
  }

  @OnDisconnected()
  disconnected(): void {
    left.resolve(this.context.reason);
  }
}

@WebSocketGateway({ path: '/odd-names' })
class OddNamesGateway extends GatewayBase {
  @SubscribeMessage('42', 'error', ...inheritedNames)
  odd(@WsBody() body: unknown): unknown {
    return [this.context.event, body];
  }
}

const logger = new RecordingLogger();
const kit = TestGateway.createTestModule({ gateways: [CarefulGateway], options: { logger } });
const oddNames = TestGateway.createTestModule({ gateways: [OddNamesGateway] });

describe('bad input', () => {
  beforeEach(() => {
    [left, started, gate] = [deferred(), deferred(), deferred()];
    handled.length = 0;
    logger.clear();
  });

  overBothTransports((run) => {
    it('no body, null, wrong types and an array are refused where a schema wants something else', () =>
      run(kit, async (ctx) => {
        for (const args of [
          [],
          [null],
          [undefined],
          ['text'],
          [''],
          [7],
          [true],
          [[]],
          [[{ data: 'x' }]],
          [{ data: 1 }],
        ]) {
          const answer = await answerTo(ctx, 'message', ...args);
          expect(answer, JSON.stringify(args)).to.have.nested.property('[0].error.code', 1007);
        }
        expect(handled).to.deep.equal([]);
        expect(await answerTo(ctx, 'message', { data: 'good' })).to.deep.equal([]);
      }));

    it('more arguments than anyone wants are ignored', () =>
      run(kit, async (ctx) => {
        expect(await answerTo(ctx, 'echo', 'body', ...Array<number>(63).fill(0))).to.deep.equal(['body']);
      }));

    it('an acknowledgement that is not last is no acknowledgement', () =>
      run(kit, async (ctx) => {
        ctx.sio.emit('args', () => undefined, 'last');
        expect(await ctx.waitFor('args')).to.deep.equal([null, 'last']); // socket.io sends no functions
        await ctx.expectNone('error');
      }));

    it('names that every object inherits are unknown events like any other', () =>
      run(kit, async (ctx) => {
        for (const event of inheritedNames) {
          const error = { code: 1003, reason: 'Unknown event', event };
          for (let time = 1; time <= 2; time += 1) expect(await answerTo(ctx, event)).to.deep.equal([{ error }]);
        }
      }));

    it('names that every object inherits may be subscribed to', () =>
      run(oddNames, async (ctx) => {
        for (const event of inheritedNames) {
          for (let time = 1; time <= 2; time += 1) {
            expect(await answerTo(ctx, event, time)).to.deep.equal([[event, time]]);
          }
        }
      }));

    it('a number as the name of an event is its text', async () => {
      const number = 42 as unknown as string;
      await run(kit, async (ctx) => {
        const error = { code: 1003, reason: 'Unknown event', event: '42' };
        expect(await answerTo(ctx, number)).to.deep.equal([{ error }]);
      });
      await run(oddNames, async (ctx) => {
        for (const time of [1, 2]) expect(await answerTo(ctx, number, time)).to.deep.equal([['42', time]]);
        expect(await answerTo(ctx, '42', 3)).to.deep.equal([['42', 3]]);
      });
    });

    it("an event with the name 'error' is unknown, or handled like any other", async () => {
      await run(kit, async (ctx) => {
        const error = { code: 1003, reason: 'Unknown event', event: 'error' };
        for (let time = 1; time <= 2; time += 1) expect(await answerTo(ctx, 'error')).to.deep.equal([{ error }]);
      });
      await run(oddNames, async (ctx) => {
        for (const time of [1, 2]) expect(await answerTo(ctx, 'error', time)).to.deep.equal([['error', time]]);
      });
    });

    it('names that are empty, long or odd are unknown events like any other', () =>
      run(kit, async (ctx) => {
        for (const event of ['', ' ', '\n', 'x'.repeat(128), '🚀', 'Message', 'message ']) {
          expect(await answerTo(ctx, event)).to.deep.equal([{ error: { code: 1003, reason: 'Unknown event', event } }]);
        }
      }));

    it('a key `__proto__` changes no prototype', () =>
      run(kit, async (ctx) => {
        const body: unknown = JSON.parse('{ "__proto__": { "polluted": true }, "constructor": { "prototype": 1 } }');
        await answerTo(ctx, 'any_object', body);
        await answerTo(ctx, 'message', body);
        expect(await answerTo(ctx, 'echo', body)).to.deep.equal([body]);
        expect('polluted' in {}).to.equal(false);
      }));

    it('a client that leaves while its handler runs leaves no trace', () =>
      run(kit, async (ctx, join) => {
        const other = await join();
        ctx.sio.emit('held', () => handled.push('answered'));
        await started.promise;
        await ctx.disconnect();
        gate.resolve();
        await ctx.idle();
        expect(handled).to.deep.equal(['held']);
        expect(await answerTo(other, 'echo', 'fine')).to.deep.equal(['fine']);
        expect(logger.at('error')).to.deep.equal([]);
      }));

    it('a payload of 2 MB closes the connection of its client, and nobody else notices', () =>
      run(kit, async (ctx, join) => {
        const other = await join();
        const gone = new Promise((resolve) => ctx.sio.once('disconnect', resolve));
        ctx.sio.emit('echo', 'x'.repeat(2 * 1024 * 1024));
        await Promise.all([left.promise, gone]);
        expect(await answerTo(other, 'echo', 'fine')).to.deep.equal(['fine']);
        await ctx.connect();
        expect(await answerTo(ctx, 'echo', 'back again')).to.deep.equal(['back again']);
      }));

    for (const [packet, ...more] of [
      ['2['],
      ['2[]'],
      ['2{"data":1}'],
      ['2[{"event":1}]'],
      ['2[null]'],
      ['2["connect"]'],
      ['2["disconnecting"]'],
      ['9["echo"]'],
      ['51-["echo",{"_placeholder":true,"num":0}]', '2["echo","where are the bytes?"]'],
      ['5["echo",{"_placeholder":true,"num":0}]'],
      ['not a packet'],
    ] as const) {
      it(`what is no packet of socket.io closes the connection of its client: ${packet}`, () =>
        run(kit, async (ctx, join) => {
          const other = await join();
          const gone = new Promise((resolve) => ctx.sio.once('disconnect', resolve));
          for (const each of [packet, ...more]) ctx.sio.io.engine.write(each);
          await Promise.all([left.promise, gone]);
          expect(await answerTo(other, 'echo', 'fine')).to.deep.equal(['fine']);
          expect(logger.at('error')).to.deep.equal([]);
        }));
    }

    it('an event without a name is unknown', () =>
      run(kit, async (ctx) => {
        ctx.sio.io.engine.write('2');
        expect(await ctx.waitFor('error')).to.deep.include({ code: 1003, reason: 'Unknown event' });
        expect(await answerTo(ctx, 'echo', 'fine')).to.deep.equal(['fine']);
      }));

    for (const packet of ['3999["nobody asked"]', '2999["args"]']) {
      it(`what answers nobody is ignored: ${packet}`, () =>
        run(kit, async (ctx) => {
          ctx.sio.io.engine.write(packet);
          expect(await answerTo(ctx, 'echo', 'fine')).to.deep.equal(['fine']);
          expect(ctx.errors).to.deep.equal([]);
        }));
    }
  });
});
