import { expect } from 'chai';
import { WsBody } from '../../../src';
import { TestGateway } from '../../../src/testing';
import { RecordingLogger } from '../../support/recording-logger';
import { internal, refusalIn } from '../../support/refusals';
import { overBothTransports } from '../../support/transports';
import { answerTo } from '../../support/wire';

import { handled, ParameterGateway } from './parameter-gateway';

const logger = new RecordingLogger();
const kit = TestGateway.createTestModule({ gateways: [ParameterGateway], options: { logger } });
const handshake = {
  extraHeaders: { 'x-custom': 'from a header' },
  query: { room: 'red' },
  auth: { token: 'ticket', since: '2001-02-03' },
};

describe('a parameter', () => {
  overBothTransports((run) => {
    it('with @WsBody() gets the first argument of any type', () =>
      run(kit, async (ctx) => {
        for (const body of ['text', 0, '', false, null, [1], { name: 'Ada' }]) {
          expect(await answerTo(ctx, 'body', body, 'ignored')).to.deep.equal([{ body }]);
        }
      }));

    it('with @WsBody() gets undefined without an argument, also with an acknowledgement', () =>
      run(kit, async (ctx) => {
        expect(await answerTo(ctx, 'body')).to.deep.equal([{}]);
        ctx.sio.emit('body');
        expect(await ctx.waitFor('body')).to.deep.equal({});
      }));

    it("with @WsBody('key') gets that key of the first argument", () =>
      run(kit, async (ctx) => {
        const body = { name: 'Ada', constructor: 'own' };
        expect(await answerTo(ctx, 'member', body)).to.deep.equal([{ name: 'Ada', own: 'own' }]);
      }));

    it("with @WsBody('key') gets undefined when the body has no keys", () =>
      run(kit, async (ctx) => {
        for (const body of ['text', 1, true, null, [], {}]) {
          expect(await answerTo(ctx, 'member', body)).to.deep.equal([{}]);
        }
        expect(await answerTo(ctx, 'member')).to.deep.equal([{}]);
      }));

    it('with @WsArgs() gets all arguments or one of them, and never the acknowledgement', () =>
      run(kit, async (ctx) => {
        expect(await answerTo(ctx, 'args', 'a', { b: 1 })).to.deep.equal([{ args: ['a', { b: 1 }], second: { b: 1 } }]);
        expect(await answerTo(ctx, 'args', 'a')).to.deep.equal([{ args: ['a'] }]);
        expect(await answerTo(ctx, 'args')).to.deep.equal([{ args: [] }]);
      }));

    it('with @WsHeader(), @WsQuery() or @WsAuth() gets values of the handshake, headers in any case', () =>
      run(
        kit,
        async (ctx) => {
          const { auth } = handshake;
          expect(await answerTo(ctx, 'handshake')).to.deep.equal([
            { header: 'from a header', room: 'red', token: 'ticket', auth },
          ]);
        },
        handshake,
      ));

    it('gets undefined when the client sent no value for it', () =>
      run(kit, async (ctx) => {
        expect(await answerTo(ctx, 'missing')).to.deep.equal([Array<string>(6).fill('undefined')]);
      }));

    it('gets undefined for a member of Object.prototype', () =>
      run(kit, async (ctx) => {
        const nothing = Array<string>(8).fill('undefined');
        for (const body of [{}, [], 'text', null]) {
          expect(await answerTo(ctx, 'inherited', body)).to.deep.equal([nothing]);
        }
      }));

    it('gets the value as its schema converts it', () =>
      run(
        kit,
        async (ctx) => {
          expect(await answerTo(ctx, 'schemas', { name: 'ada' }, '12')).to.deep.equal([
            ['ADA', 12, 'FROM A HEADER', 'RED', 'TICKET', 2001],
          ]);
        },
        handshake,
      ));

    it('with @WsSocket(), @WsContext() or a decorator of the application gets what that gives', () =>
      run(kit, async (ctx) => {
        const { id } = ctx.sio;
        expect(await answerTo(ctx, 'context')).to.deep.equal([
          { sid: id, sameSocket: true, socketId: id, contextId: id },
        ]);
      }));

    it('gets the value of a promise that its decorator gives', () =>
      run(kit, async (ctx) => {
        expect(await answerTo(ctx, 'later', 'body')).to.deep.equal([['later', 'body']]);
      }));

    it('gets undefined without a decorator when another is decorated', () =>
      run(kit, async (ctx) => {
        expect(await answerTo(ctx, 'some', 'body', 'more')).to.deep.equal([
          { first: 'undefined', second: 'body', third: 'undefined', rest: [] },
        ]);
      }));

    it('keeps its method from running when its decorator throws, and the error is the answer', () =>
      run(kit, async (ctx) => {
        handled.length = 0;
        for (const [event, code, reason] of [
          ['refused', 4001, 'Who are you?'],
          ['refused_later', 4002, 'Who were you?'],
        ] as const) {
          expect(await answerTo(ctx, event)).to.deep.equal([{ error: { code, reason, event } }]);
        }
        const answer = await answerTo(ctx, 'broken');
        expect(refusalIn(answer)).to.deep.equal(internal('broken'));
        expect(JSON.stringify(answer)).not.to.include('secret');
        expect(handled).to.deep.equal([]);
      }));
  });

  it('of a constructor is refused by the decorator', () => {
    expect(() => {
      class WrongGateway {
        constructor(@WsBody() readonly body: unknown) {}
      }
      return WrongGateway;
    }).to.throw(TypeError, '@inject(');
  });
});
