import type { ValidationOptions } from 'joi';
import { optionalPeer } from '../../optional-peer';
import type { JoiSchema } from '../../validation/joi';
import { completeFromDescription } from './joi-description';
import { mapSubschemas } from './subschemas';
import { isJsonSchema, type JsonSchema } from './types';

/** A schema of a Joi that gives no JSON Schema itself. @throws Error where `joi-to-json` is not installed */
export function joiJsonSchema(schema: JoiSchema, preferences: ValidationOptions): JsonSchema {
  const convert = optionalPeer('joi-to-json', 'The JSON Schema of Joi before 18.1') as (
    schema: JoiSchema,
    type: string,
  ) => unknown;
  const written = convert(schema, 'json');
  const described = isJsonSchema(written) ? withoutReferences(written) : {};
  return completeFromDescription(described, schema.describe(), preferences);
}

/** It writes `{ ref }` in place of a number that is known only with the payload. */
function withoutReferences(schema: JsonSchema): JsonSchema {
  const kept = Object.entries(schema).filter(
    ([keyword, held]) => !LIMITS.includes(keyword) || typeof held === 'number',
  );
  return mapSubschemas(Object.fromEntries(kept), withoutReferences);
}

const LIMITS = [
  ...['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
  ...['minLength', 'maxLength', 'minItems', 'maxItems', 'minProperties', 'maxProperties'],
];
