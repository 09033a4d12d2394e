import type { ValidationOptions } from 'joi';
import { isJoiSchema } from '../../validation/joi';
import type { Schema } from '../../validation/schema';
import { completeFromDescription } from './joi-description';
import { isJsonSchema, type JsonSchema, type JsonSchemaTarget } from './types';

/** @see https://standardschema.dev/json-schema */
interface StandardJsonSchema {
  input(options: { target: string; libraryOptions?: Readonly<Record<string, unknown>> }): unknown;
}

/** What a schema says of itself by `~standard.jsonSchema`; nothing where it says nothing. */
export function standardJsonSchema(
  schema: Schema,
  target: JsonSchemaTarget,
  preferences: ValidationOptions,
): JsonSchema | undefined {
  const standard: unknown = Reflect.get(schema, '~standard');
  const converter = isJsonSchema(standard) ? standard.jsonSchema : undefined;
  if (!isConverter(converter)) return undefined;
  if (isJoiSchema(schema)) {
    const written = converter.input({ target: 'draft-2020-12' }); // Joi knows no other
    return isJsonSchema(written) ? completeFromDescription(written, schema.describe(), preferences) : undefined;
  }
  const written = converter.input({ target, libraryOptions: ZOD });
  return isJsonSchema(written) ? written : undefined;
}

function isConverter(value: unknown): value is StandardJsonSchema {
  return isJsonSchema(value) && typeof value.input === 'function';
}

/** zod's own options, which others do not read: what JSON cannot hold is left open, and a date is sent as a text. */
const ZOD = {
  unrepresentable: 'any',
  override: ({ zodSchema, jsonSchema }: { zodSchema: object; jsonSchema: object }): void => {
    const definition: unknown = Reflect.get(zodSchema, 'def');
    if (isJsonSchema(definition) && definition.type === 'date') {
      Object.assign(jsonSchema, { type: 'string', format: 'date-time' });
    }
  },
};
