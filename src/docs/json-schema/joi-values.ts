import { isJsonSchema, type JsonSchema } from './types';
import type { JoiDescription } from './joi-described';

/** A schema with the values that Joi leaves out: `null` among those that are allowed, and those that are not allowed. */
export function withValues(schema: JsonSchema, { flags = {}, allow = [], invalid = [] }: JoiDescription): JsonSchema {
  const { type, enum: values } = schema;
  const isNullLeftOut = flags.only === true && allow.includes(null) && Array.isArray(values) && !values.includes(null);
  const refused = invalid.filter((value) => typeof value !== 'object' || value === null); // others are references
  return {
    ...schema,
    ...(Array.isArray(type) && { type: [...new Set(type.flat())] }), // a list of types stands in a list
    ...(isNullLeftOut && { enum: [...(values as unknown[]), null] }),
    ...(refused.length > 0 && schema.not === undefined && { not: { enum: refused } }),
  };
}

/** Joi describes a forbidden item as one that may be there. */
export function withoutForbiddenItems(schemas: readonly unknown[], items: readonly JoiDescription[]): JsonSchema {
  const [allowed, forbidden] = [false, true].map((isForbidden) =>
    schemas.filter((_schema, index) => (items[index]?.flags?.presence === 'forbidden') === isForbidden),
  ) as [unknown[], unknown[]];
  return { ...any(allowed), ...(forbidden.length > 0 && { not: any(forbidden) }) };
}

function any(schemas: readonly unknown[]): JsonSchema {
  if (schemas.length > 1) return { anyOf: schemas };
  return isJsonSchema(schemas[0]) ? schemas[0] : {};
}
