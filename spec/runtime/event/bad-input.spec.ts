import { expect } from 'chai';
import Joi from 'joi';
import { GatewayBase, OnDisconnected, SubscribeMessage, WebSocketGateway, WsArgs, WsBody } from '../../../src';
import { TestGateway } from '../../../src/testing';
import { type Deferred, deferred } from '../../support/deferred';
import { RecordingLogger } from '../../support/recording-logger';
import { refusalIn, unknownEvent } from '../../support/refusals';
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

describe('the input of a client', () => {
  beforeEach(() => {
    [left, started, gate] = [deferred(), deferred(), deferred()];
    handled.length = 0;
    logger.clear();
  });

  overBothTransports((run) => {
    it('is refused when it is no body, null, another type or an array, where a schema wants an object', () =>
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

    it('may hold more arguments than the handler takes', () =>
      run(kit, async (ctx) => {
        expect(await answerTo(ctx, 'echo', 'body', ...Array<number>(63).fill(0))).to.deep.equal(['body']);
      }));

    it('holds no acknowledgement unless that is its last argument', () =>
      run(kit, async (ctx) => {
        ctx.sio.emit('args', () => undefined, 'last');
        expect(await ctx.waitFor('args')).to.deep.equal([null, 'last']); // socket.io sends no functions
        await ctx.expectNone('error');
      }));

    it('may name an event like a member of Object.prototype, which is unknown', () =>
      run(kit, async (ctx) => {
        for (const event of inheritedNames) {
          for (let time = 1; time <= 2; time += 1) {
            expect(refusalIn(await answerTo(ctx, event))).to.deep.equal(unknownEvent(event));
          }
        }
      }));

    it('may name an event like a member of Object.prototype, which a handler can subscribe to', () =>
      run(oddNames, async (ctx) => {
        for (const event of inheritedNames) {
          for (let time = 1; time <= 2; time += 1) {
            expect(await answerTo(ctx, event, time)).to.deep.equal([[event, time]]);
          }
        }
      }));

    it('may name an event with a number, which is read as text', async () => {
      const number = 42 as unknown as string;
      await run(kit, async (ctx) => {
        expect(refusalIn(await answerTo(ctx, number))).to.deep.equal(unknownEvent('42'));
      });
      await run(oddNames, async (ctx) => {
        for (const time of [1, 2]) expect(await answerTo(ctx, number, time)).to.deep.equal([['42', time]]);
        expect(await answerTo(ctx, '42', 3)).to.deep.equal([['42', 3]]);
      });
    });

    it("may name an event 'error', which is unknown or handled like any other", async () => {
      await run(kit, async (ctx) => {
        for (let time = 1; time <= 2; time += 1) {
          expect(refusalIn(await answerTo(ctx, 'error'))).to.deep.equal(unknownEvent('error'));
        }
      });
      await run(oddNames, async (ctx) => {
        for (const time of [1, 2]) expect(await answerTo(ctx, 'error', time)).to.deep.equal([['error', time]]);
      });
    });

    it('may name an event with an empty, long or odd text, which is unknown', () =>
      run(kit, async (ctx) => {
        for (const event of ['', ' ', '\n', 'x'.repeat(64), '🚀', 'Message', 'message ']) {
          expect(refusalIn(await answerTo(ctx, event))).to.deep.equal(unknownEvent(event));
        }
      }));

    it('does not change a prototype with a key `__proto__`', () =>
      run(kit, async (ctx) => {
        const body: unknown = JSON.parse('{ "__proto__": { "polluted": true }, "constructor": { "prototype": 1 } }');
        await answerTo(ctx, 'any_object', body);
        await answerTo(ctx, 'message', body);
        expect(await answerTo(ctx, 'echo', body)).to.deep.equal([body]);
        expect('polluted' in {}).to.equal(false);
      }));

    it('leaves nothing behind when its client leaves while the handler runs', () =>
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

    it('closes the connection of its client alone when it is 2 MB long', () =>
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
      it(`closes the connection of its client when it is no packet of socket.io: ${packet}`, () =>
        run(kit, async (ctx, join) => {
          const other = await join();
          const gone = new Promise((resolve) => ctx.sio.once('disconnect', resolve));
          for (const each of [packet, ...more]) ctx.sio.io.engine.write(each);
          await Promise.all([left.promise, gone]);
          expect(await answerTo(other, 'echo', 'fine')).to.deep.equal(['fine']);
          expect(logger.at('error')).to.deep.equal([]);
        }));
    }

    for (const packet of ['3999["nobody asked"]', '2999["args"]']) {
      it(`is ignored when it acknowledges nothing: ${packet}`, () =>
        run(kit, async (ctx) => {
          ctx.sio.io.engine.write(packet);
          expect(await answerTo(ctx, 'echo', 'fine')).to.deep.equal(['fine']);
          expect(ctx.errors).to.deep.equal([]);
        }));
    }
  });
});
