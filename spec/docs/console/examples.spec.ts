import { createRequire } from 'node:module';
import { expect } from 'chai';
import Joi from 'joi';
import { z } from 'zod';
import type { Schema } from '../../../src';
import { jsonSchemaOf } from '../../../src/docs';

/** The page's own module; the compiler checks it with the page, which a bundler reads. */
const { exampleOf } = createRequire(__filename)('../../../src/docs/console/browser/schema/example') as {
  exampleOf: (schema: object, definitions: object) => unknown;
};

const schemas: Readonly<Record<string, Joi.Schema | z.ZodType>> = {
  'a number between 0 and 1': Joi.number().greater(0).less(1),
  'a negative number': Joi.number().negative(),
  'a small positive number': z.number().positive().max(0.5),
  'a multiple that is not the least number': Joi.number().multiple(3).min(1),
  'a multiple below a limit': Joi.number().multiple(5).max(3),
  'a hexadecimal text of a length': Joi.string().hex().length(24),
  'an IP address': Joi.string().ip(),
  'a text with a pattern that most texts match': Joi.string().pattern(/^\w+$/),
  'a record that lists its names': z.record(z.enum(['a', 'b']), z.number()),
  'a part that has to hold a list of itself': Joi.object({
    tree: Joi.object({
      size: Joi.number().required(),
      nodes: Joi.array().items(Joi.link('...')).required(),
    }).required(),
  }),
};

function example(schema: Schema): unknown {
  const described = jsonSchemaOf(schema);
  return exampleOf(described, described.definitions ?? {});
}

describe("The console's example", () => {
  for (const [what, schema] of Object.entries(schemas)) {
    it(`of ${what} is one that the server takes`, async () => {
      const result = await schema['~standard'].validate(example(schema));
      expect(result.issues).to.equal(undefined);
    });
  }

  it('of a whole number is a plain one', () => {
    expect(example(z.int())).to.equal(1);
    expect(example(z.number().min(-180).max(180))).to.equal(1);
    expect(example(z.number().min(0))).to.equal(0);
  });
});
