import { expect } from 'chai';
import * as v from 'valibot';
import { z } from 'zod';
import { GatewayBase, type Schema, SubscribeMessage, WebSocketGateway, WsArgs, WsBody, WsHeader } from '../../src';
import { TestGateway } from '../../src/testing';
import Joi from 'joi';
import { answerTo } from '../support/wire';
import { withSchema } from './with-schema';

interface Examples {
  /** `{ data: string, colour: string = 'red' }`, other keys stripped. */
  readonly message: Schema;
  /** A text with two characters or more, or nothing at all. */
  readonly optional: Schema;
  /** A text that becomes its length, asynchronously. */
  readonly asynchronous: Schema;
  /** An array of texts. */
  readonly texts: Schema;
  /** What the library calls a value of the wrong type. */
  readonly wrongType: string;
}

const examples: Readonly<Record<string, Examples>> = {
  zod: {
    message: z.object({ data: z.string(), colour: z.string().default('red') }),
    optional: z.string().min(2).optional(),
    asynchronous: z.string().transform(async (text) => Promise.resolve(text.length)),
    texts: z.array(z.string()),
    wrongType: 'invalid_type',
  },
  valibot: {
    message: v.object({ data: v.string(), colour: v.optional(v.string(), 'red') }),
    optional: v.optional(v.pipe(v.string(), v.minLength(2))),
    asynchronous: v.pipeAsync(
      v.string(),
      v.transformAsync(async (text) => Promise.resolve(text.length)),
    ),
    texts: v.array(v.string()),
    wrongType: 'string',
  },
};

interface ValidationIssue {
  in: string;
  path: unknown[];
  type: string;
  message: string;
}

async function mistakesOf(answer: Promise<unknown[]>): Promise<ValidationIssue[]> {
  const [{ error }] = (await answer) as [{ error: { code: number; reason: ValidationIssue[] } }];
  expect(error.code).to.equal(1007);
  return error.reason;
}

for (const [library, schemas] of Object.entries(examples)) {
  describe(`a schema of ${library}`, () => {
    it('gives the handler the converted value', () =>
      withSchema(schemas.message, async (ctx) => {
        expect(await answerTo(ctx, 'event', { data: 'hello', more: 1 })).to.deep.equal([
          { body: { data: 'hello', colour: 'red' } },
        ]);
      }));

    it('reports an issue with its place, its type and a message', () =>
      withSchema(schemas.message, async (ctx) => {
        const [mistake, ...more] = await mistakesOf(answerTo(ctx, 'event', { data: 1 }));
        expect(more).to.deep.equal([]);
        expect(mistake).to.include({ in: 'body', type: schemas.wrongType });
        expect(mistake?.path).to.deep.equal(['data']);
        expect(mistake?.message).to.include('string');
        expect(await answerTo(ctx, 'handled')).to.deep.equal([0]);
      }));

    it('demands a value, unless it is optional', async () => {
      await withSchema(schemas.message, async (ctx) => {
        for (const args of [[], [null], ['text'], [[]]]) await mistakesOf(answerTo(ctx, 'event', ...args));
        expect((await mistakesOf(answerTo(ctx, 'key', {})))[0]?.path).to.deep.equal(['key']);
      });
      await withSchema(schemas.optional, async (ctx) => {
        expect(await answerTo(ctx, 'event')).to.deep.equal([{}]);
        expect(await answerTo(ctx, 'key', { key: 'ok' })).to.deep.equal([{ key: 'ok' }]);
        expect((await mistakesOf(answerTo(ctx, 'key', { key: 'x' })))[0]?.path).to.deep.equal(['key']);
      });
    });

    it('may be asynchronous', () =>
      withSchema(schemas.asynchronous, async (ctx) => {
        expect(await answerTo(ctx, 'event', 'four')).to.deep.equal([{ body: 4 }]);
        expect(await mistakesOf(answerTo(ctx, 'event', 4))).to.have.length(1);
      }));

    it('reports the place of an issue in an array', () =>
      withSchema(schemas.texts, async (ctx) => {
        const mistakes = await mistakesOf(answerTo(ctx, 'event', ['good', ...Array<number>(10).fill(1)]));
        expect(mistakes.map(({ path }) => path)).to.deep.equal(mistakes.map((_, index) => [index + 1]));
      }));
  });
}

describe('schemas of several libraries', () => {
  it('report their issues together', async () => {
    @WebSocketGateway({ path: '/mixed' })
    class MixedGateway extends GatewayBase {
      @SubscribeMessage('event')
      event(
        @WsBody('joi', Joi.string()) _joi: string,
        @WsBody('zod', z.string()) _zod: string,
        @WsArgs(
          1,
          v.pipeAsync(
            v.string(),
            v.checkAsync(() => Promise.resolve(true)),
          ),
        )
        _valibot: string,
        @WsHeader('x-missing', z.string()) _header: string,
      ): void {
        throw new Error('the handler of an invalid payload never runs');
      }
    }
    await TestGateway.createTestModule({ gateways: [MixedGateway] }).runWithServer(async (ctx) => {
      await ctx.connect();
      const mistakes = await mistakesOf(answerTo(ctx, 'event', { joi: 1, zod: 2 }, 3));
      expect(mistakes.map((mistake) => [mistake.in, mistake.path])).to.have.deep.members([
        ['body', ['joi']],
        ['body', ['zod']],
        ['args', [1]],
        ['header', ['x-missing']],
      ]);
    });
  });

  it('may be any object that implements Standard Schema', () => {
    const even: Schema = {
      '~standard': {
        version: 1,
        vendor: 'own',
        validate: (value) =>
          typeof value === 'number' && value % 2 === 0
            ? { value: value / 2 }
            : { issues: [{ message: 'Not even', path: ['a', { key: 'b' }, Symbol('c'), 0] }] },
      },
    };
    return withSchema(even, async (ctx) => {
      expect(await answerTo(ctx, 'event', 8)).to.deep.equal([{ body: 4 }]);
      expect(await mistakesOf(answerTo(ctx, 'event', 7))).to.deep.equal([
        { in: 'body', path: ['a', 'b', 'Symbol(c)', 0], type: 'invalid', message: 'Not even' },
      ]);
    });
  });
});
