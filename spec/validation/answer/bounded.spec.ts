import { expect } from 'chai';
import Joi from 'joi';
import * as v from 'valibot';
import { z } from 'zod';
import {
  GatewayBase,
  type Schema,
  SubscribeMessage,
  type ValidationIssue,
  WebSocketGateway,
  WsBody,
} from '../../../src';
import { TestGateway } from '../../../src/testing';
import { overBothTransports } from '../../support/transports';
import { answerTo, largestPacket } from '../../support/wire';
import { joiVersions } from '../joi-versions';
import { gatewayOf, withSchema } from '../with-schema';

/** The most that an answer takes, with the name of its packet. */
const MOST_BYTES = 8_192;
/** The most that a packet holds besides, as it is counted here. */
const PACKET_BYTES = 64;

interface Case {
  readonly schema: Schema;
  readonly body: unknown;
}

const row = Joi.object({ id: Joi.string().required(), name: Joi.string().required(), count: Joi.number().required() });
const entries = (count: number, key: (index: number) => string, value: unknown) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [key(index), value]));
/** As deep as a payload may be. */
const deep = (): unknown => {
  let value: unknown = 'x';
  for (let level = 0; level < 98; level += 1) value = { [`${'k'.repeat(100)}${level}`]: value };
  return value;
};
const tree = Joi.object().pattern(Joi.string(), Joi.link('#tree')).id('tree');
const zodTree: z.ZodType = z.record(
  z.string(),
  z.lazy(() => zodTree),
);

const cases: Readonly<Record<string, Case>> = {
  'many empty rows': { schema: Joi.array().items(row), body: Array(34).fill({}) },
  'a long key above a hundred short ones': {
    schema: Joi.object().pattern(Joi.string(), Joi.object({})),
    body: { ['k'.repeat(9_000)]: entries(100, (index) => `k${index}`, 1) },
  },
  'a long key above a few mistakes': {
    schema: Joi.object().pattern(Joi.string(), Joi.object({ a: Joi.required(), b: Joi.required() })),
    body: { ['k'.repeat(9_000)]: { c: 1, d: 1 } },
  },
  'a key of 900 kB': { schema: Joi.object().pattern(Joi.string(), Joi.number()), body: { ['k'.repeat(900_000)]: 'x' } },
  'a key of 900 kB that is unknown': { schema: Joi.object({}), body: { ['k'.repeat(900_000)]: 1 } },
  'long keys of characters that JSON escapes': {
    schema: Joi.object({}),
    body: entries(20, (index) => `${'\u0001"\\'.repeat(900)}${index}`, 1),
  },
  'long keys in three bytes a character': {
    schema: Joi.object({}),
    body: entries(20, (index) => `${'語'.repeat(900)}${index}`, 1),
  },
  'long keys of halves of surrogate pairs': {
    schema: Joi.object({}),
    body: entries(20, (index) => `${'\ud83d'.repeat(900)}${index}`, 1),
  },
  'a path of many long keys': { schema: tree, body: deep() },
  'keys that everything inherits': {
    schema: Joi.object({ constructor: Joi.object({}) }).unknown(),
    body: JSON.parse(`{ "__proto__": 1, "constructor": ${JSON.stringify(entries(500, String, 1))} }`),
  },
  'a label that is long': { schema: Joi.object({ a: Joi.number().label('l'.repeat(9_000)) }), body: { a: 'x' } },
  'a message that repeats the label': {
    schema: Joi.object().pattern(Joi.string(), Joi.number().messages({ '*': '{#label}'.repeat(500) })),
    body: entries(30, (index) => `${'k'.repeat(900)}${index}`, 'x'),
  },
  'a message of 10,000 characters': { schema: Joi.number().messages({ '*': 'm'.repeat(10_000) }), body: 'x' },
  'an error of its own with 10,000 characters': {
    schema: Joi.number().error(new Error('m'.repeat(10_000))),
    body: 'x',
  },
  'alternatives of which none fits': {
    schema: Joi.array().items(Joi.object({ a: Joi.required() }), Joi.object({ b: Joi.required() }), Joi.number()),
    body: Array(1_000).fill({ ['k'.repeat(500)]: 1 }),
  },
  'an object with 10,000 unknown keys, of zod': {
    schema: z.strictObject({}),
    body: entries(10_000, (index) => `key${index}`, 1),
  },
  'a long key, of zod': { schema: z.record(z.string(), z.number()), body: { ['k'.repeat(900_000)]: 'x' } },
  'a thousand long keys, of zod': {
    schema: z.record(z.string(), z.number()),
    body: entries(1_000, (index) => `${'k'.repeat(900)}${index}`, 'x'),
  },
  'many empty rows, of zod': {
    schema: z.array(z.object({ id: z.string(), name: z.string() })),
    body: Array(10_000).fill({}),
  },
  'a path of many long keys, of zod': { schema: zodTree, body: deep() },
  'a thousand long keys, of valibot': {
    schema: v.record(v.string(), v.number()),
    body: entries(1_000, (index) => `${'k'.repeat(900)}${index}`, 'x'),
  },
  'symbols, of a library of its own': {
    schema: {
      '~standard': {
        version: 1,
        vendor: 'own',
        validate: () => ({
          issues: Array<object>(100).fill({
            message: 'm'.repeat(100),
            path: Array<symbol>(100).fill(Symbol('s'.repeat(100))),
          }) as { message: string; path: symbol[] }[],
        }),
      },
    },
    body: 1,
  },
};

describe('the answer to an invalid payload', () => {
  overBothTransports((run) => {
    for (const [what, { schema, body }] of Object.entries(cases)) {
      it(`has no more than 8 kB, for ${what}`, () =>
        run(TestGateway.createTestModule({ gateways: [gatewayOf(schema)] }), async (ctx) => {
          const largest = largestPacket(ctx);
          for (const [event, payload] of [
            ['event', body],
            ['key', { key: body }],
          ] as const) {
            const answer = await answerTo(ctx, event, payload);
            expect(answer).to.have.nested.property('[0].error.code', 1007);
            expect(answer).to.have.nested.property('[0].error.reason').with.length.above(0);
          }
          await ctx.waitFor('error', { count: 2 });
          expect(largest()).to.be.at.most(MOST_BYTES + PACKET_BYTES);
        }));
    }
  });
});

async function issuesOf(answer: Promise<unknown[]>): Promise<ValidationIssue[]> {
  const [{ error }] = (await answer) as [{ error: { code: number; reason: ValidationIssue[] } }];
  expect(error.code).to.equal(1007);
  return error.reason;
}

describe('an answer that has no room for all mistakes', () => {
  const texts = z.array(z.object({ name: z.string() }));

  it('lists as many as it has room for, and says how many there are besides', () =>
    withSchema(texts, async (ctx) => {
      const issues = await issuesOf(answerTo(ctx, 'event', Array(500).fill({})));
      const last = issues.pop();
      expect(Buffer.byteLength(JSON.stringify(issues))).to.be.within(6_500, MOST_BYTES);
      expect(issues.map(({ path }) => path)).to.deep.equal(issues.map((_, index) => [index, 'name']));
      expect(last).to.deep.equal({
        in: 'body',
        path: [],
        type: 'more',
        message: `…and ${500 - issues.length} more`,
      });
    }));

  it('says nothing of that kind where there is room for all', () =>
    withSchema(texts, async (ctx) => {
      const issues = await issuesOf(answerTo(ctx, 'event', Array(20).fill({})));
      expect(issues).to.have.length(20);
      expect(issues.map(({ type }) => type)).not.to.include('more');
    }));

  it('has one limit for all parameters', async () => {
    @WebSocketGateway({ path: '/validation' })
    class TwoListsGateway extends GatewayBase {
      @SubscribeMessage('event')
      event(@WsBody('first', texts) _first: unknown, @WsBody('second', texts) _second: unknown): void {
        throw new Error('the handler of an invalid payload never runs');
      }
    }
    await TestGateway.createTestModule({ gateways: [TwoListsGateway] }).runWithServer(async (ctx) => {
      await ctx.connect();
      const rows = Array<object>(40).fill({});
      const issues = await issuesOf(answerTo(ctx, 'event', { first: rows, second: rows }));
      expect(issues.slice(0, 40).every(({ path }) => path[0] === 'first')).to.equal(true);
      expect(issues[40]?.path[0]).to.equal('second');
      expect(issues.at(-1)).to.include({ in: 'body', type: 'more', message: `…and ${81 - issues.length} more` });
    });
  });
});

for (const [version, Joi] of Object.entries(joiVersions)) {
  describe(`a key that is long, of ${version}`, () => {
    const long = 'k'.repeat(100);
    const cut = `${'k'.repeat(63)}…`;

    it('is cut in the path and in the message, and the rest of the message stays', () =>
      withSchema(Joi.object().pattern(Joi.string(), Joi.object({ a: Joi.required() })), async (ctx) => {
        expect(await issuesOf(answerTo(ctx, 'event', { [long]: {} }))).to.deep.equal([
          { in: 'body', path: [cut, 'a'], type: 'any.required', message: `"${cut}.a" is required` },
        ]);
      }));

    it('is cut where Joi is told to name the last key alone', () =>
      withSchema(
        Joi.object()
          .pattern(Joi.string(), Joi.object({}).unknown(false))
          .prefs({ errors: { label: 'key' } }),
        async (ctx) => {
          const [issue] = await issuesOf(answerTo(ctx, 'event', { a: { [long.repeat(10)]: 1 } }));
          expect(issue).to.include({ message: `"${cut}" is not allowed` });
        },
      ));

    it('is not cut in the middle of a surrogate pair', () =>
      withSchema(Joi.object({}), async (ctx) => {
        const [issue] = await issuesOf(answerTo(ctx, 'event', { [`${'k'.repeat(62)}🔑🔑`]: 1 }));
        expect(issue?.path).to.deep.equal([`${'k'.repeat(62)}…`]);
      }));

    it('stays whole up to 64 characters', () =>
      withSchema(Joi.object({}), async (ctx) => {
        const key = 'k'.repeat(64);
        const [issue] = await issuesOf(answerTo(ctx, 'event', { [key]: 1 }));
        expect(issue).to.deep.include({ path: [key], message: `"${key}" is not allowed` });
      }));
  });
}
