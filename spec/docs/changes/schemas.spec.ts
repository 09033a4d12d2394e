import { expect } from 'chai';
import Joi from 'joi';
import { z } from 'zod';
import { Emits, type Schema, SubscribeMessage, WebSocketGateway, WsBody } from '../../../src';
import { compareContracts, contractModel } from '../../../src/docs';
import { registryOf } from '../fixture/registry';

/** A contract in which one schema is sent as `say`, in a member, and emitted as `said`. */
async function modelOf(schema: Schema) {
  class SayGateway {
    say(_value: unknown): void {}
  }
  WsBody('value', schema)(SayGateway.prototype, 'say', 0);
  SubscribeMessage('say')(SayGateway.prototype, 'say');
  Emits('said', schema)(SayGateway);
  WebSocketGateway({ path: '/chat' })(SayGateway);
  return contractModel(await registryOf([SayGateway]));
}

/** What is said of the one and of the other; a `!` stands before what breaks clients. */
async function changes(before: Schema, after: Schema) {
  const found = compareContracts(await modelOf(before), await modelOf(after));
  const of = (start: string) =>
    found
      .filter(({ where }) => where.startsWith(start))
      .map(
        ({ breaking, where, change }) => `${breaking ? '! ' : ''}${`${where.slice(start.length)} ${change}`.trim()}`,
      );
  return { sent: of("say of '/', message.value"), emitted: of("said, emitted in '/'") };
}

const circle = z.object({ kind: z.literal('circle'), radius: z.number() });
const square = z.object({ kind: z.literal('square'), side: z.number() });
const bar = z.object({ kind: z.literal('bar'), length: z.number() });

/** Refers to a schema by a reference with words beside it. */
function described(shared: Joi.Schema): Joi.Schema {
  return Joi.object({ size: Joi.link('#length').description('How big it is') }).shared(shared.id('length'));
}

describe('compareContracts, of schemas', () => {
  const cases: readonly (readonly [
    what: string,
    before: Schema,
    after: Schema,
    sent: readonly string[],
    emitted: readonly string[],
  ])[] = [
    [
      'tells of the values of a record',
      z.record(z.string(), z.number()),
      z.record(z.string(), z.number().min(3)),
      ['! .* has the minimum 3 in place of none'],
      ['.* has the minimum 3 in place of none'],
    ],
    [
      'tells of members whose names have a pattern',
      Joi.object().pattern(/^a/, Joi.number().min(3)),
      Joi.object().pattern(/^a/, Joi.number()),
      ['./^a/ has the minimum none in place of 3'],
      ['! ./^a/ has the minimum none in place of 3'],
    ],
    [
      'tells of what comes after the places of a tuple',
      z.tuple([z.number()], z.string()),
      z.tuple([z.number()], z.boolean()),
      ['! [] is boolean in place of string'],
      ['! [] is boolean in place of string'],
    ],
    [
      'breaks nobody where an array takes more items',
      Joi.array().items(Joi.number()),
      Joi.array(),
      ['[] may be anything now'],
      ['! [] may be anything now'],
    ],
    ['has nothing to say of the order of alternatives', z.union([circle, square]), z.union([square, circle]), [], []],
    [
      'tells of the alternative that has changed, wherever it stands',
      z.discriminatedUnion('kind', [circle, square]),
      z.discriminatedUnion('kind', [bar, square.extend({ side: z.number().max(9) }), circle]),
      ['! .side has the maximum 9 in place of none', 'has more alternatives'],
      ['.side has the maximum 9 in place of none', '! has more alternatives'],
    ],
    [
      'breaks who sends anything where there are alternatives now',
      z.any(),
      z.union([circle, square]),
      ['! is required now', '! is one of several alternatives now'],
      ['is one of several alternatives now'],
    ],
    [
      'breaks who is sent anything in place of alternatives',
      z.union([circle, square]),
      z.any(),
      ['may be left out now', 'may be anything now'],
      ['! may be anything now'],
    ],
    [
      'breaks nobody who sends what is one of the alternatives now',
      Joi.object({ a: Joi.number() }),
      Joi.alternatives(Joi.string(), Joi.object({ a: Joi.number() })),
      ['has more alternatives'],
      ['! has more alternatives'],
    ],
    [
      'tells of a schema that is referred to with words',
      described(Joi.number()),
      described(Joi.number().max(3)),
      ['! .size has the maximum 3 in place of none'],
      ['.size has the maximum 3 in place of none'],
    ],
  ];
  for (const [title, before, after, sent, emitted] of cases) {
    it(title, async () => {
      expect(await changes(before, after)).to.deep.equal({ sent, emitted });
    });
  }
});
