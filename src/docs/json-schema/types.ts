/** A JSON Schema that is an object; `true` and `false` stand only inside of one. @see https://json-schema.org */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
}

/** The drafts of JSON Schema that schemas are given in. AsyncAPI takes draft-07. */
export type JsonSchemaTarget = 'draft-07' | 'draft-2020-12';

export function isJsonSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
