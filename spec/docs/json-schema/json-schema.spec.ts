import { toStandardJsonSchema } from '@valibot/to-json-schema';
import { expect } from 'chai';
import Joi from 'joi';
import * as v from 'valibot';
import { z } from 'zod';
import type { Schema } from '../../../src';
import { jsonSchemaOf } from '../../../src/docs';
import { joiVersions } from '../../validation/joi-versions';

describe('jsonSchemaOf', () => {
  for (const [version, joi] of Object.entries(joiVersions)) {
    it(`describes ${version} with its examples, and what depends on others in words`, () => {
      const schema = joi.object({
        least: joi.number().example(3),
        most: joi.number().min(joi.ref('least')),
      });
      expect(jsonSchemaOf(schema)).to.deep.equal({
        type: 'object',
        properties: {
          least: { type: 'number', examples: [3] },
          most: { type: 'number', $comment: 'min: least' },
        },
        additionalProperties: false,
      });
    });

    it(`describes what holds itself in ${version}`, () => {
      const schema = joi.object({ parts: joi.array().items(joi.link('#part')) }).id('part');
      const part = {
        type: 'object',
        properties: { parts: { type: 'array', items: { $ref: '#/definitions/part' } } },
        additionalProperties: false,
      };
      expect(jsonSchemaOf(schema)).to.deep.equal({ $ref: '#/definitions/part', definitions: { part } });
    });
  }

  it('has tuples in the words of each draft', () => {
    for (const schema of [
      Joi.array().ordered(Joi.string(), Joi.number()).items(Joi.boolean()),
      z.tuple([z.string(), z.number()], z.boolean()),
    ]) {
      expect(jsonSchemaOf(schema, 'draft-07')).to.deep.include({ additionalItems: { type: 'boolean' } });
      expect(jsonSchemaOf(schema, 'draft-07').items).to.have.length(2);
      const { prefixItems, items, unevaluatedItems } = jsonSchemaOf(schema, 'draft-2020-12');
      expect(items ?? unevaluatedItems).to.deep.equal({ type: 'boolean' });
      expect(prefixItems).to.have.length(2);
    }
  });

  it('has no name of a draft, and none of the other draft', () => {
    const schema = z.object({
      get children() {
        return z.array(schema) as z.ZodType;
      },
    });
    const outer = z.object({ one: schema, other: schema });
    expect(Object.keys(jsonSchemaOf(outer, 'draft-07')))
      .to.include('definitions')
      .and.not.include.members(['$schema', '$defs']);
    expect(Object.keys(jsonSchemaOf(outer, 'draft-2020-12')))
      .to.include('$defs')
      .and.not.include.members(['$schema', 'definitions']);
  });

  it('describes dates of zod as the texts that they are sent as', () => {
    expect(jsonSchemaOf(z.date())).to.deep.equal({ type: 'string', format: 'date-time' });
  });

  it('leaves out keys that are forbidden', () => {
    expect(jsonSchemaOf(Joi.object({ a: Joi.string().required(), b: Joi.forbidden() })).properties).to.have.all.keys(
      'a',
    );
  });

  it('does not write a pattern whose flags would be lost, or that must not match', () => {
    const patterns: readonly [Schema, string][] = [
      [Joi.string().pattern(/^a$/i), 'matches /^a$/i'],
      [Joi.string().pattern(/a/, { invert: true }), 'does not match /a/'],
      [Joi.string().pattern(/[\w-.]/), 'pattern: [\\w-.]'],
    ];
    for (const [schema, $comment] of patterns) {
      expect(jsonSchemaOf(schema)).to.deep.equal({ type: 'string', minLength: 1, $comment });
    }
    expect(jsonSchemaOf(Joi.string().pattern(/^a$/))).to.deep.include({ pattern: '^a$' });
  });

  it('says of a schema without JSON Schema why nothing is said', () => {
    expect(jsonSchemaOf(v.string())).to.deep.equal({
      description: 'Not described: schemas of valibot give no JSON Schema',
    });
    expect(jsonSchemaOf(toStandardJsonSchema(v.string()))).to.deep.equal({ type: 'string' });
  });

  it('does not fail where a library does', () => {
    const failing: Schema = {
      '~standard': {
        ...{ version: 1, vendor: 'own', validate: (value: unknown) => ({ value }) },
        ...{
          jsonSchema: {
            input: () => {
              throw new Error('not today');
            },
          },
        },
      },
    };
    expect(jsonSchemaOf(failing)).to.deep.equal({ description: 'Not described: not today' });
  });
});
