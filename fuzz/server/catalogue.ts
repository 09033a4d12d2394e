import Joi from 'joi';

/** A schema, the event that takes it, and values that it takes: the fuzzer sends what is near them. */
export interface CatalogueEntry {
  readonly name: string;
  readonly schema: Joi.Schema;
  readonly valid: readonly unknown[];
  readonly hasExternals: boolean;
  /** The schema as the documentation says that it counts: a value must be there unless it says otherwise. */
  readonly plain: Joi.Schema;
}

const word = Joi.string().max(20);
const point = Joi.object({ x: Joi.number().required(), y: Joi.number().required() });

const schemas: Record<string, { schema: Joi.Schema; valid: readonly unknown[]; external?: true }> = {
  any: { schema: Joi.any(), valid: [1, 'a', null, { a: [1] }] },
  boolean: { schema: Joi.boolean(), valid: [true, 'false'] },
  text: { schema: Joi.string().min(2).max(40), valid: ['ab', 'The quick brown fox'] },
  trimmed: { schema: Joi.string().trim().lowercase().max(20), valid: ['abc', '  Abc '] },
  token: { schema: Joi.string().token().length(8), valid: ['abcd_123'] },
  alphanum: { schema: Joi.string().alphanum().uppercase(), valid: ['ABC1'] },
  pattern: { schema: Joi.string().pattern(/^[a-f]+-\d{2,4}$/, 'code'), valid: ['abc-123'] },
  email: { schema: Joi.string().email(), valid: ['ada@example.org'] },
  uuid: { schema: Joi.string().uuid(), valid: ['f81d4fae-7dec-41d0-a765-00a0c91e6bf6'] },
  integer: { schema: Joi.number().integer().min(-5).max(1_000), valid: [0, -5, '17'] },
  number: { schema: Joi.number().greater(0).less(1e9), valid: [0.5, 3, '2e3'] },
  signed: { schema: Joi.number().negative().multiple(0.5), valid: [-1.5] },
  date: { schema: Joi.date().min('2000-01-01'), valid: ['2026-11-25T10:00:00Z', 1_700_000_000_000] },
  choice: { schema: Joi.valid('red', 'green', 3, null), valid: ['red', 3, null] },
  nullable: { schema: Joi.string().allow(null, '').max(9), valid: [null, '', 'abc'] },
  optional: { schema: Joi.number().optional(), valid: [1] },
  fallback: { schema: Joi.number().default(7), valid: [1] },
  words: { schema: Joi.array().items(word).min(1).max(5), valid: [['a'], ['a', 'b', 'c']] },
  unique: { schema: Joi.array().items(Joi.number(), Joi.boolean()).unique().sparse(), valid: [[1, true, 2]] },
  ordered: { schema: Joi.array().ordered(word.required(), Joi.number()), valid: [['a', 1]] },
  message: {
    schema: Joi.object({
      data: Joi.string().max(1_000).required(),
      count: Joi.number().integer().min(0).required(),
      tags: Joi.array().items(Joi.string().max(50)).max(20).required(),
    }),
    valid: [
      { data: 'hello', count: 3, tags: ['red', 'green'] },
      { data: '', count: '0', tags: [] },
    ],
  },
  defaults: {
    schema: Joi.object({ size: Joi.number().default(10), name: word.default('nobody'), deep: point.optional() }),
    valid: [{}, { size: 3 }, { name: 'ada', deep: { x: 1, y: 2 } }],
  },
  open: { schema: Joi.object({ id: Joi.number().required() }).unknown(), valid: [{ id: 1, more: { of: ['it'] } }] },
  stripped: { schema: Joi.object({ id: Joi.number() }).options({ stripUnknown: true }), valid: [{ id: 1, more: 2 }] },
  renamed: { schema: Joi.object({ name: word }).rename('title', 'name'), valid: [{ title: 'x' }, { name: 'y' }] },
  together: { schema: Joi.object({ a: word, b: word }).and('a', 'b'), valid: [{ a: '1', b: '2' }, {}] },
  when: {
    schema: Joi.object({
      kind: Joi.valid('short', 'long').required(),
      text: Joi.string().when('kind', { is: 'short', then: Joi.string().max(5), otherwise: Joi.string().min(6) }),
    }),
    valid: [
      { kind: 'short', text: 'abc' },
      { kind: 'long', text: 'abcdefg' },
    ],
  },
  ref: {
    schema: Joi.object({ low: Joi.number(), high: Joi.number().min(Joi.ref('low')) }),
    valid: [{ low: 1, high: 2 }],
  },
  either: {
    schema: Joi.alternatives(Joi.number(), point, Joi.array().items(point)),
    valid: [1, { x: 1, y: 2 }, [{ x: 0, y: 0 }]],
  },
  tree: {
    schema: Joi.object({ value: Joi.number(), children: Joi.array().items(Joi.link('#node')) }).id('node'),
    valid: [{ value: 1, children: [{ value: 2, children: [{ value: 3 }] }] }],
  },
  map: { schema: Joi.object().pattern(/^[a-z]{1,5}$/, Joi.number()), valid: [{ a: 1, bcd: 2 }] },
  custom: {
    schema: Joi.custom((value: unknown, { error }) => (value === 13 ? error('any.invalid') : value)),
    valid: [12],
  },
  external: {
    schema: Joi.object({
      name: word.external((value: unknown, { error }) => (value === 'taken' ? error('any.invalid') : value)),
    }),
    valid: [{ name: 'free' }],
    external: true,
  },
  binary: { schema: Joi.binary().max(1_000), valid: ['bytes'] },
  file: {
    schema: Joi.object({ name: word.required(), bytes: Joi.binary().required() }),
    valid: [{ name: 'a.txt', bytes: 'bytes' }],
  },
};

export const catalogue: readonly CatalogueEntry[] = Object.entries(schemas).map(
  ([name, { schema, valid, external }]) => {
    const { presence, default: fallback } =
      (schema.describe().flags as { presence?: string; default?: unknown } | undefined) ?? {};
    const decides = presence !== undefined || fallback !== undefined;
    return { name, schema, valid, hasExternals: external === true, plain: decides ? schema : schema.required() };
  },
);
