import { inspect } from 'node:util';
import { expect } from 'chai';
import Joi from 'joi';
import Joi17 from 'joi-17';
import type { AttachOptions } from '../../../../src';
import { TestGateway } from '../../../../src/testing';
import { compileAccepts } from '../../../../src/validation/joi/fast-path';
import { overBothTransports, type Run } from '../../../support/transports';
import { gatewayOf } from '../../with-schema';

const text = Joi.string();
const extended = Joi.extend({ type: 'string', base: Joi.string().uppercase() }) as typeof Joi;

function accepts(schema: Joi.Schema, value: unknown): boolean {
  return compileAccepts(schema, {})?.(value) ?? false;
}

describe('the check in front of Joi accepts', () => {
  const examples: readonly (readonly [name: string, schema: Joi.Schema, ...values: unknown[]])[] = [
    ['a text', text.min(1).max(3), 'a', 'abc'],
    ['a text of one length', text.length(2), 'ab'],
    ['a trimmed text in lower case', text.trim().lowercase(), 'a b'],
    ['a text in upper case', text.uppercase(), 'AB1'],
    ['letters and digits', text.alphanum(), 'aB1'],
    ['a token', text.token(), 'a_1'],
    ['a text of a pattern', text.pattern(/^a.c$/s).pattern(/x/i, { invert: true }), 'abc', 'a\nc'],
    ['an empty text that is allowed', text.allow('', null), '', null],
    ['a number', Joi.number().min(1).max(3), 1, 2.5, 3],
    ['a number between others', Joi.number().greater(1).less(3), 1.5],
    ['an integer', Joi.number().integer().positive(), 1, Number.MAX_SAFE_INTEGER],
    ['a negative number', Joi.number().negative(), -1],
    ['a boolean', Joi.boolean(), true, false],
    ['anything', Joi.any(), 0, '', null, {}, []],
    ['one of a few values', Joi.valid('a', 1, null), 'a', 1, null],
    ['an array', Joi.array().items(Joi.number()).min(1).max(2), [1], [1, 2]],
    ['an array of arrays', Joi.array().items(Joi.array().items(Joi.number()).length(1)), [], [[1], [2]]],
    ['an object', Joi.object({ a: text.required(), b: Joi.number() }), { a: 'a' }, { b: 1, a: 'a' }],
    ['an object with a default that is not needed', Joi.object({ a: text.default('b') }), { a: 'a' }],
    ['an object with more keys', Joi.object({ a: text }).unknown(), { a: 'a', x: 1 }],
    ['any object', Joi.object(), {}, { a: 1 }],
    ['an object of objects', Joi.object({ a: Joi.object({ b: text }) }), { a: { b: 'b' } }],
    ['a described schema', text.label('l').description('d').meta({}).note('n').tag('t').example('e').unit('u'), 'a'],
  ];
  for (const [name, schema, ...values] of examples) {
    it(name, () => {
      for (const value of values) expect(accepts(schema, value), inspect(value)).to.be.true;
    });
  }
});

describe('the check in front of Joi leaves to Joi', () => {
  const examples: readonly (readonly [name: string, schema: Joi.Schema, ...values: unknown[]])[] = [
    ['a schema of an extended Joi', extended.string(), 'A'],
    ['a schema of another copy of Joi', Joi17.string() as unknown as Joi.Schema, 'a'],
    ['a schema inside of which is one of an extended Joi', Joi.object({ a: extended.string() }), { a: 'A' }],
    ['a text that is a number', Joi.number(), '1'],
    ['a text that is a number, although it is allowed', Joi.number().allow('1'), '1'],
    ['a text that is a boolean, although it is allowed', Joi.boolean().allow('true'), 'true'],
    ['a text that is trimmed, although it is allowed', text.trim().allow(' a'), ' a'],
    ['a text whose case is changed, although nothing else is valid', text.lowercase().valid('A'), 'A'],
    ['a text that is changed before it is compared', text.hex({ byteAligned: true }).valid('a'), 'a'],
    ['minus zero', Joi.number(), -0],
    ['a number that a double cannot hold', Joi.number(), 2 ** 53, NaN, Infinity],
    ['the empty text', text, ''],
    ['a text whose bytes count', text.max(1, 'utf8'), 'é'],
    ['a text of so many bytes', text.length(1, 'utf8'), 'é'],
    ['a text whose bytes are fewer than its characters', text.min(4, 'base64'), 'abcd'],
    ['a text that is longer with a line break', text.alphanum(), 'a\n'],
    ['nothing', Joi.any(), undefined],
    ['an absent key that every object inherits', Joi.object({ constructor: text }), {}],
    ['a key that is called __proto__', Joi.object({ ['__proto__']: text }), JSON.parse('{"__proto__":"a"}')],
    ['an unknown key that is called __proto__', Joi.object({ a: text }).unknown(), JSON.parse('{"__proto__":{}}')],
    ['a key whose value is undefined', Joi.object({ a: text }), { a: undefined }],
    ['an object with a prototype', Joi.object({ a: text }), Object.create({ a: 'a' }), Object.create(null), new Date()],
    ['an array with a hole', Joi.array().items(Joi.any()), new Array(1)],
    ['a key that is renamed', Joi.object().rename('a', 'b'), { a: 1 }],
    ['a key of a pattern', Joi.object().pattern(/^x/, Joi.any()), { a: 1 }, { x: 1 }],
    ['a key that depends on another', Joi.object({ a: text }).and('a', 'b').unknown(), { a: 'a' }],
    ['a key that is stripped', Joi.object({ a: text.strip() }), { a: 'a' }],
    ['a key that is forbidden', Joi.object({ a: Joi.any().forbidden() }), { a: 'a' }],
    [
      'a key whose rule depends on another',
      Joi.object({ a: Joi.number().max(Joi.ref('b')), b: Joi.any() }),
      { a: 1, b: 0 },
    ],
    ['a key under a condition', Joi.object({ a: Joi.any().when('b', { then: text }), b: Joi.any() }), { a: 1, b: 1 }],
    ['an item that has to be there', Joi.array().items(text.required()), []],
    ['one of two kinds of items', Joi.array().items(text, Joi.number()), ['a', 1]],
    ['an item at its place', Joi.array().ordered(text), ['a'], [1]],
    ['items that are unique', Joi.array().items(text).unique(), ['a', 'a']],
    ['a text that is replaced', text.replace(/a/g, 'b'), 'a'],
    ['a value that counts as empty', text.empty('a'), 'a'],
    ['a value that is cast', Joi.number().cast('string'), 1],
    ['a value of a rule of its own', text.custom(() => 'b'), 'a'],
    ['a value that is denied', text.invalid('a'), 'a'],
    [
      'a value that is denied by another',
      Joi.object({ a: text.invalid(Joi.ref('b')), b: Joi.any() }),
      { a: 'a', b: 'a' },
    ],
    ['a value that is looked up', Joi.any().external(() => undefined), 'a'],
    ['one of several kinds', Joi.alternatives(text, Joi.number()), 'a', 1],
    ['a date', Joi.date(), new Date(0), '2020-01-01'],
    ['a schema with a cache', Joi.any().cache(), 0],
  ];
  for (const [name, schema, ...values] of examples) {
    it(name, () => {
      for (const value of values) expect(accepts(schema, value), inspect(value)).to.be.false;
    });
  }

  it('everything when the preferences change the rules', () => {
    expect(compileAccepts(Joi.object({ a: text }), { presence: 'required' })).to.be.undefined;
    expect(compileAccepts(Joi.object({ a: text }), { allowUnknown: true })).to.be.undefined;
    expect(compileAccepts(Joi.object({ a: text }), { convert: false })).not.to.be.undefined;
  });
});

const schema = Joi.object({
  data: Joi.string().trim().min(2).required(),
  count: Joi.number().integer().default(1),
  tags: Joi.array().items(Joi.string().alphanum()).max(2),
});
const valid = [
  { data: 'hello', count: 2, tags: ['a'] },
  { data: 'hello', count: 0 },
  { count: -1, data: 'a b' },
];
const converted = [{ data: 'hello' }, { data: ' hello ', count: '3' }, { data: 'hi', count: 1, tags: [] }];
const invalid = [
  null,
  [],
  'hello',
  {},
  { data: 'a' },
  { data: 1, count: 0.5, tags: ['-', 1, 'c'] },
  { data: 'ab', x: 1 },
];

describe('the option fastValidation', () => {
  overBothTransports((run) => {
    it('calls Joi for every value when it is off', async () => {
      const { validations } = await answers(run, valid, { fastValidation: false });
      expect(validations).to.equal(valid.length);
    });

    it('calls Joi only for values that are not accepted unchanged when it is on, the default', async () => {
      expect(await answers(run, valid, {})).to.include({ validations: 0 });
      expect(await answers(run, invalid, { fastValidation: true })).to.include({ validations: invalid.length });
    });

    it('does not change the answers', async () => {
      const payloads = [...valid, ...converted, ...invalid];
      const { received } = await answers(run, payloads, { fastValidation: true });
      expect(received).to.have.lengthOf.at.least(payloads.length);
      expect(await answers(run, payloads, { fastValidation: false })).to.deep.include({ received });
    });
  });
});

interface Answers {
  /** What the client received, packet by packet. */
  readonly received: readonly unknown[];
  /** How often Joi was asked. */
  readonly validations: number;
}

/** What comes of sending a body after the other. */
async function answers(run: Run, bodies: readonly unknown[], options: AttachOptions): Promise<Answers> {
  const received: unknown[] = [];
  let validations = 0;
  await run(TestGateway.createTestModule({ gateways: [gatewayOf(schema)], options }), async (ctx) => {
    await ctx.sio.emitWithAck('event', null); // the first that goes to Joi prepares the schema, once and for all
    using joi = countValidations();
    ctx.sio.io.engine.on('data', (data) => received.push(data));
    for (const body of bodies) await ctx.sio.emitWithAck('event', body);
    validations = joi.calls;
  });
  return { received, validations };
}

interface Validations extends Disposable {
  readonly calls: number;
}

/** Counts how often Joi is asked about an object, until it is disposed of; each of its types has methods of its own. */
function countValidations(): Validations {
  let base: object = schema;
  while (!Object.hasOwn(base, 'validate')) base = Object.getPrototypeOf(base) as object;
  const validate = Reflect.get(base, 'validate') as (...args: unknown[]) => unknown;
  let calls = 0;
  Reflect.set(base, 'validate', function (this: Joi.Schema, ...args: unknown[]) {
    calls += 1;
    return validate.apply(this, args);
  });
  return {
    get calls() {
      return calls;
    },
    [Symbol.dispose]: () => void Reflect.set(base, 'validate', validate),
  };
}
