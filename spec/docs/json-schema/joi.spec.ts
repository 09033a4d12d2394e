import { expect } from 'chai';
import Joi from 'joi';
import { z } from 'zod';
import { SubscribeMessage, WebSocketGateway, WsBody } from '../../../src';
import { clientTypes, contractModel, jsonSchemaOf } from '../../../src/docs';
import { registryOf } from '../fixture/registry';

const text = { type: 'string', minLength: 1 };
const node = (reference: string) => ({
  type: 'object',
  properties: { size: { type: 'number' }, nodes: { type: 'array', items: { $ref: reference } } },
  additionalProperties: false,
});

describe('The JSON Schema of Joi', () => {
  const cases: readonly (readonly [title: string, schema: Joi.Schema, expected: object])[] = [
    [
      'has null among the values that are allowed',
      Joi.string().valid('a', null),
      { type: ['string', 'null'], enum: ['a', null] },
    ],
    [
      'has one list of types for values of several types',
      Joi.valid(1, 'a', null),
      { type: ['number', 'string', 'null'], enum: [1, 'a', null] },
    ],
    ['has the values that are not allowed', Joi.string().invalid('x'), { ...text, not: { enum: ['x'] } }],
    [
      'has the items that are not allowed',
      Joi.array().items(Joi.valid(0).forbidden(), Joi.number()),
      { type: 'array', items: { type: 'number', not: { enum: [0], type: 'number' } } },
    ],
    [
      'refuses no name that matches a pattern with flags',
      Joi.object().pattern(/^x-/i, Joi.number()),
      { type: 'object', additionalProperties: true, $comment: 'names match /^x-/i' },
    ],
    [
      'completes what stands beside null and other values',
      Joi.object({ a: Joi.forbidden(), b: Joi.number().example(3) }).allow(null, ''),
      {
        anyOf: [
          { type: 'null' },
          { type: 'object', properties: { b: { type: 'number', examples: [3] } }, additionalProperties: false },
          { enum: [''] },
        ],
      },
    ],
    [
      'completes alternatives beside null',
      Joi.alternatives(Joi.string().example('a'), Joi.number().example(3)).allow(null),
      { anyOf: [{ type: 'null' }, { ...text, examples: ['a'] }, { type: 'number', examples: [3] }] },
    ],
    [
      'refers to the whole by a link to it',
      Joi.object({ size: Joi.number(), nodes: Joi.array().items(Joi.link('/')) }),
      node('#'),
    ],
    [
      'refers to a part that holds itself, and not to the whole',
      Joi.object({ tree: Joi.object({ size: Joi.number(), nodes: Joi.array().items(Joi.link('...')) }) }),
      {
        type: 'object',
        properties: { tree: { $ref: '#/definitions/tree' } },
        additionalProperties: false,
        definitions: { tree: node('#/definitions/tree') },
      },
    ],
    [
      'refers to another member',
      Joi.object({ size: Joi.number(), other: Joi.link('/size') }),
      {
        type: 'object',
        properties: { size: { $ref: '#/definitions/size' }, other: { $ref: '#/definitions/size' } },
        additionalProperties: false,
        definitions: { size: { type: 'number' } },
      },
    ],
  ];
  for (const [title, schema, expected] of cases) {
    it(title, () => {
      expect(jsonSchemaOf(schema)).to.deep.equal(expected);
    });
  }
});

describe('Definitions', () => {
  it('may have any name', async () => {
    class SayGateway {
      say(_value: unknown): void {}
    }
    const schema = z.object({ a: z.object({ b: z.string() }).meta({ id: 'a/b ~c' }) });
    WsBody(schema)(SayGateway.prototype, 'say', 0);
    SubscribeMessage('say')(SayGateway.prototype, 'say');
    WebSocketGateway({ path: '/chat' })(SayGateway);
    const registry = await registryOf([SayGateway]);
    expect(contractModel(registry).definitions).to.have.all.keys('ABC');
    expect(await clientTypes(registry)).to.match(/\ba: ABC;/);
  });
});
