import type { ValidationOptions } from 'joi';
import { isJoiSchema } from '../../validation/joi';
import type { Schema } from '../../validation/schema';
import { inDraft } from './drafts';
import { joiJsonSchema } from './joi';
import { withUsablePatterns } from './patterns';
import { standardJsonSchema } from './standard';
import type { JsonSchema, JsonSchemaTarget } from './types';

/** A schema as JSON Schema, or why there is none: then it is `{}`, which says nothing. */
export interface Described {
  readonly schema: JsonSchema;
  readonly note?: string;
}

/**
 * A schema as JSON Schema, complete in itself: what it refers to is in its `definitions` (`$defs` in 2020-12). It
 * describes what goes in, before anything is converted.
 *
 * @param schema of Joi 18.1 and newer, zod 4, or whatever else has `~standard.jsonSchema`; of an older Joi where the
 *   package `joi-to-json` is installed
 * @param preferences that Joi looks at it with
 */
export function describeSchema(
  schema: Schema,
  target: JsonSchemaTarget = 'draft-07',
  preferences: ValidationOptions = {},
): Described {
  try {
    const written =
      standardJsonSchema(schema, target, preferences) ??
      (isJoiSchema(schema) ? joiJsonSchema(schema, preferences) : undefined);
    if (!written) return { schema: {}, note: `schemas of ${vendorOf(schema)} give no JSON Schema` };
    // As it is sent: without functions and `undefined`, with dates as texts.
    return { schema: JSON.parse(JSON.stringify(withUsablePatterns(inDraft(written, target)))) as JsonSchema };
  } catch (error) {
    return { schema: {}, note: error instanceof Error ? error.message : String(error) };
  }
}

/** {@link describeSchema}, with the note as the description of a schema that says nothing else. */
export function jsonSchemaOf(schema: Schema, target: JsonSchemaTarget = 'draft-07'): JsonSchema {
  const { schema: described, note } = describeSchema(schema, target);
  return note === undefined ? described : { ...described, description: `Not described: ${note}` };
}

function vendorOf(schema: Schema): string {
  return '~standard' in schema ? schema['~standard'].vendor : 'this kind';
}
