import { mapSubschemas } from '../json-schema/subschemas';
import { isJsonSchema, type JsonSchema } from '../json-schema/types';
import { anyOf } from '../model/schema-source';
import { closingEscaped } from './comment';

/** The keywords that say something of a type. All others, such as `title`, would be read for names and comments. */
const OF_TYPES = [
  ...['$ref', 'additionalItems', 'additionalProperties', 'allOf', 'anyOf', 'const', 'deprecated', 'enum', 'items'],
  ...['minItems', 'oneOf', 'properties', 'required', 'tsType', 'type'],
];

/** What is left of a schema for a type; texts cannot end the comments that they stand in. */
export function typeSchema(schema: JsonSchema): JsonSchema {
  const { description, patternProperties, ...rest } = withNamedMembers(mapSubschemas(withBytes(schema), heldType));
  const kept = Object.entries(rest).filter(([keyword]) => OF_TYPES.includes(keyword));
  const patterns = isJsonSchema(patternProperties) ? Object.values(patternProperties).filter(isJsonSchema) : [];
  const others = isJsonSchema(rest.additionalProperties) ? [rest.additionalProperties] : [];
  const said = kept.filter(([keyword]) => keyword !== 'deprecated').length + patterns.length;
  return {
    ...Object.fromEntries(kept),
    ...(said === 0 && { tsType: isNothing(schema.not) ? 'never' : 'unknown' }),
    ...(isOpen(rest) && { additionalProperties: true }),
    ...(patterns.length > 0 && { additionalProperties: anyOf([...patterns, ...others]) }),
    ...(typeof description === 'string' && { description: closingEscaped(description) }),
  };
}

/** Within another type one that is written out has brackets: it may be followed by `[]` or `&`. */
function heldType(schema: JsonSchema): JsonSchema {
  const held = typeSchema(schema);
  return typeof held.tsType === 'string' ? { ...held, tsType: `(${held.tsType})` } : held;
}

/** Bytes are sent as they are: a text of the format `binary` stands for them, as JSON has no word for them. */
function withBytes(schema: JsonSchema): JsonSchema {
  const { type, format, ...rest } = schema;
  if (format !== 'binary') return schema;
  const isNull = Array.isArray(type) && type.includes('null');
  return { ...rest, tsType: `ArrayBuffer | Uint8Array${isNull ? ' | null' : ''}` };
}

/** Members whose names are listed, as those of a record by an enum. */
function withNamedMembers(schema: JsonSchema): JsonSchema {
  const { propertyNames, additionalProperties } = schema;
  const names =
    isJsonSchema(propertyNames) && Array.isArray(propertyNames.enum) ? (propertyNames.enum as unknown[]) : [];
  if (names.length === 0 || !isJsonSchema(additionalProperties) || schema.properties !== undefined) return schema;
  const properties = Object.fromEntries(names.map((name) => [String(name), additionalProperties]));
  return { ...schema, properties, additionalProperties: false };
}

/** An object of which nothing is said. */
function isOpen({ type, properties, additionalProperties }: JsonSchema): boolean {
  return type === 'object' && properties === undefined && additionalProperties === undefined;
}

function isNothing(schema: unknown): boolean {
  return isJsonSchema(schema) && Object.keys(schema).length === 0;
}

const PRIMITIVES: Readonly<Record<string, string>> = {
  boolean: 'boolean',
  integer: 'number',
  null: 'null',
  number: 'number',
  string: 'string',
};

/** The type of a schema that needs no name: a text, a number, anything at all. */
export function plainType({ type, tsType, description: _said, ...rest }: JsonSchema): string | undefined {
  if (Object.keys(rest).length > 0) return undefined;
  if (typeof tsType === 'string') return tsType;
  return typeof type === 'string' && Object.hasOwn(PRIMITIVES, type) ? PRIMITIVES[type] : undefined;
}
