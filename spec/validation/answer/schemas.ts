import fc from 'fast-check';
import type Joi18 from 'joi';
import * as v from 'valibot';
import { z } from 'zod';
import type { Schema } from '../../../src';
import { joiVersions } from '../joi-versions';

/** Characters of one to three bytes, those that JSON escapes, halves of a pair, names that everything inherits. */
const pieces = [
  ...['a', 'k', '7', '"', '\\', '\u0001', '\n', 'é', '語', '🔑', '\ud83d', '\udd11', ' '],
  ...['__proto__', 'constructor', 'toString', 'a.b', '[0]', '{{#label}}', '[hidden]', '…and 17 more'],
];

const texts = fc
  .tuple(fc.constantFrom(...pieces), fc.constantFrom(1, 2, 63, 64, 65, 300, 5_000), fc.constantFrom(...pieces))
  .map(([piece, count, end]) => piece.repeat(count) + end);

const keys = fc.oneof(fc.constantFrom('a', 'b', 'list', '__proto__', 'constructor'), texts);

/** What `JSON.parse` may give, of up to 200 kB: also with own keys `__proto__`. */
export const payloads: fc.Arbitrary<unknown> = fc.letrec<{ any: unknown }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.oneof(texts, fc.constantFrom(null, true, 0, -1.5, 1e21, ''), fc.integer()),
    fc.array(tie('any'), { maxLength: 8 }).map(bounded),
    fc.tuple(tie('any'), fc.constantFrom(3, 40, 400)).map(([item, count]) => bounded(Array<unknown>(count).fill(item))),
    fc.array(fc.tuple(keys, tie('any')), { maxLength: 8 }).map((entries) => objectOf(bounded(entries))),
    fc
      .tuple(tie('any'), fc.constantFrom(20, 300))
      .map(([item, count]) =>
        objectOf(bounded(Array.from({ length: count }, (_, index) => [`key${index}`, item] as const))),
      ),
  ),
})).any;

/** So many of them as fit. */
function bounded<Item>(items: readonly Item[]): Item[] {
  let left = 200_000;
  const sizes = new Map<unknown, number>();
  return items.filter((item) => {
    const size = sizes.get(item) ?? JSON.stringify(item).length;
    sizes.set(item, size);
    left -= size;
    return left >= 0;
  });
}

function objectOf(entries: readonly (readonly [string, unknown])[]): unknown {
  const members = entries.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
  return JSON.parse(`{${members.join(',')}}`);
}

/** A text with whatever a message can get hold of. */
function telling(value: unknown): string {
  return `No: ${JSON.stringify({ value }).slice(0, 10_000)}`.repeat(3);
}

function joiSchemas(Joi: typeof Joi18): fc.Arbitrary<Joi18.Schema> {
  const leaves = fc.constantFrom<Joi18.Schema[]>(
    Joi.number().min(3),
    Joi.string().min(3).max(10).email(),
    Joi.string().pattern(/^[a-z]+$/),
    Joi.string().valid(...Array.from({ length: 200 }, (_, index) => `member ${index}`)),
    Joi.boolean(),
    Joi.date().iso(),
    Joi.forbidden(),
    Joi.number().messages({ '*': '{#label}{#label}{#label} {#value} {a}' }),
    Joi.any().custom((value) => {
      throw new Error(telling(value));
    }),
    Joi.any().custom((value, helpers) =>
      helpers.message({ custom: `${telling(value).replaceAll(/[{}]/g, '')} {{#label}}` }),
    ),
    Joi.number().error(([report]) => new Error(telling(report?.value))),
    Joi.any().external((value, helpers) => helpers.message({ external: telling(value).replaceAll(/[{}]/g, '') })),
    Joi.object({}).prefs({ errors: { label: 'key', wrap: { label: '<>' } } }),
    Joi.object({ a: Joi.any(), b: Joi.any() }).rename(/^k/, 'a', { multiple: false }).xor('a', 'b').unknown(),
    Joi.array().ordered(Joi.string()).has(Joi.boolean()),
  );
  return fc
    .letrec<{ schema: Joi18.Schema }>((tie) => ({
      schema: fc.oneof(
        { maxDepth: 3 },
        leaves,
        fc
          .tuple(tie('schema'), tie('schema'))
          .map(([a, b]) => Joi.object({ a: a.required(), b, list: Joi.array().items(a).max(3) })),
        tie('schema').map((each) => Joi.object().pattern(Joi.string(), each)),
        tie('schema').map((each) => Joi.array().items(each)),
        fc.tuple(tie('schema'), tie('schema')).map(([one, other]) => Joi.array().items(one, other).unique()),
        fc.tuple(tie('schema'), tie('schema')).map(([one, other]) => Joi.alternatives(one, other)),
        fc
          .tuple(tie('schema'), tie('schema'))
          .map(([then, otherwise]) =>
            Joi.object({ a: Joi.any(), b: Joi.when('a', { is: Joi.exist(), then, otherwise }) }),
          ),
        tie('schema').map((each) => each.label('l'.repeat(500))),
        tie('schema').map((each) => each.prefs({ abortEarly: false })),
      ),
    }))
    .schema.chain((schema) =>
      fc.constantFrom(
        Joi.object().pattern(Joi.string(), schema),
        Joi.object()
          .pattern(Joi.string(), Joi.alternatives(Joi.link('#tree'), schema))
          .id('tree'),
      ),
    );
}

const zodSchemas: fc.Arbitrary<z.ZodType> = fc
  .letrec<{ schema: z.ZodType }>((tie) => ({
    schema: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom<z.ZodType[]>(
        z.number().min(3),
        z.email().min(3),
        z.enum(['red', 'blue']),
        z.string().refine(() => false, { error: ({ input }) => telling(input) }),
        z.never(),
      ),
      fc.tuple(tie('schema'), tie('schema')).map(([a, b]) => z.strictObject({ a, b })),
      tie('schema').map((each) => z.record(z.string(), each)),
      tie('schema').map((each) => z.array(each)),
      fc.tuple(tie('schema'), tie('schema')).map(([one, other]) => z.union([one, other])),
    ),
  }))
  .schema.map((schema) => z.record(z.string(), schema));

const valibotSchemas: fc.Arbitrary<v.GenericSchema> = fc
  .letrec<{ schema: v.GenericSchema }>((tie) => ({
    schema: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom<v.GenericSchema[]>(
        v.pipe(v.number(), v.minValue(3)),
        v.pipe(v.string(), v.email(), v.startsWith('abc')),
        v.picklist(['red', 'blue']),
        v.pipe(v.string(), v.check(() => false, ({ input }) => telling(input))), // prettier-ignore
      ),
      fc.tuple(tie('schema'), tie('schema')).map(([a, b]) => v.strictObject({ a, b })),
      tie('schema').map((each) => v.record(v.string(), each)),
      tie('schema').map((each) => v.array(each)),
      fc.tuple(tie('schema'), tie('schema')).map(([one, other]) => v.union([one, other])),
    ),
  }))
  .schema.map((schema) => v.record(v.string(), schema));

/** Schemas of objects, with anything below their keys. */
export const schemas: fc.Arbitrary<Schema> = fc.oneof(
  ...Object.values(joiVersions).map(joiSchemas),
  zodSchemas as fc.Arbitrary<Schema>,
  valibotSchemas as fc.Arbitrary<Schema>,
);
