import type { JsonSchema } from '../../../json-schema/types';

export type Definitions = Readonly<Record<string, JsonSchema>>;

const MAX_REFERENCES = 16;

export function asSchema(value: unknown): JsonSchema | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonSchema) : undefined;
}

/** The subschemas of a list, as of `anyOf`. */
export function schemasIn(value: unknown): readonly JsonSchema[] {
  return Array.isArray(value) ? value.map((each) => asSchema(each) ?? {}) : [];
}

/** The schema behind references, with what `allOf` asks for merged into it. */
export function resolve(schema: JsonSchema, definitions: Definitions, left = MAX_REFERENCES): JsonSchema {
  if (left === 0) return {};
  const { $ref, allOf, ...rest } = schema;
  const parts = [
    ...(typeof $ref === 'string' ? [resolve(definitions[nameIn($ref)] ?? {}, definitions, left - 1)] : []),
    ...schemasIn(allOf).map((each) => resolve(each, definitions, left - 1)),
  ];
  return parts.length === 0 ? schema : [...parts, rest].reduce(merge);
}

/** The name in `#/definitions/Message`. */
export function nameIn(reference: string): string {
  const name = reference.replace(/^.*\//, '').replace(/~1/g, '/').replace(/~0/g, '~');
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

function merge(one: JsonSchema, other: JsonSchema): JsonSchema {
  const properties = { ...asSchema(one.properties), ...asSchema(other.properties) };
  const required = [...namesIn(one.required), ...namesIn(other.required)];
  return {
    ...one,
    ...other,
    ...(Object.keys(properties).length > 0 && { properties }),
    ...(required.length > 0 && { required: [...new Set(required)] }),
  };
}

function namesIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

/** How a schema is shown and filled in. */
export type Shape =
  | { readonly kind: 'string' | 'number' | 'integer' | 'boolean' | 'null' | 'binary' | 'any' }
  | { readonly kind: 'choice'; readonly values: readonly unknown[] }
  | { readonly kind: 'object'; readonly members: readonly Member[]; readonly others: JsonSchema | undefined }
  | { readonly kind: 'array'; readonly items: readonly JsonSchema[]; readonly others: JsonSchema | undefined }
  | { readonly kind: 'alternatives'; readonly of: readonly JsonSchema[] };

export interface Member {
  readonly name: string;
  readonly schema: JsonSchema;
  readonly required: boolean;
}

/** @param schema a resolved one */
export function shapeOf(schema: JsonSchema, definitions: Definitions): Shape {
  if ('const' in schema) return { kind: 'choice', values: [schema.const] };
  if (Array.isArray(schema.enum)) return { kind: 'choice', values: schema.enum };
  const alternatives = alternativesOf(schema);
  if (alternatives.length === 1) return shapeOf(resolve(alternatives[0] ?? {}, definitions), definitions);
  if (alternatives.length > 1) {
    const shapes = alternatives.map((each) => shapeOf(resolve(each, definitions), definitions));
    const values = shapes.flatMap((shape) => (shape.kind === 'choice' ? shape.values : []));
    const areChoices = shapes.every(({ kind }) => kind === 'choice');
    return areChoices ? { kind: 'choice', values } : { kind: 'alternatives', of: alternatives };
  }
  switch (schema.type) {
    case 'string':
      return { kind: schema.format === 'binary' ? 'binary' : 'string' };
    case 'number':
    case 'integer':
    case 'boolean':
    case 'null':
      return { kind: schema.type };
    case 'array':
      return arrayShape(schema);
    default:
      return schema.type === 'object' || 'properties' in schema || 'additionalProperties' in schema
        ? objectShape(schema)
        : { kind: 'any' };
  }
}

function alternativesOf(schema: JsonSchema): readonly JsonSchema[] {
  const { anyOf, oneOf, type, ...rest } = schema;
  const listed = schemasIn(anyOf ?? oneOf);
  if (listed.length > 0) {
    // What stands beside `anyOf` holds for each of them; most often that is nothing but words.
    return asSchema(rest.properties)
      ? listed.map((each) => merge({ ...rest, ...(type ? { type } : {}) }, each))
      : listed;
  }
  if (!Array.isArray(type)) return [];
  return type.map((each) => ({ ...(each === 'null' ? {} : rest), type: each as unknown }));
}

function objectShape(schema: JsonSchema): Shape {
  const required = namesIn(schema.required);
  const members = Object.entries(asSchema(schema.properties) ?? {}).map(([name, member]) => ({
    name,
    schema: asSchema(member) ?? {},
    required: required.includes(name),
  }));
  const missing = required.filter((name) => !members.some((member) => member.name === name));
  const [pattern] = Object.values(asSchema(schema.patternProperties) ?? {});
  // An object that names no key has some all the same: not every library can describe a record.
  const isOpen = schema.additionalProperties === true || (members.length === 0 && required.length === 0);
  const others = asSchema(pattern) ?? asSchema(schema.additionalProperties) ?? (isOpen ? {} : undefined);
  return {
    kind: 'object',
    members: [...members, ...missing.map((name) => ({ name, schema: others ?? {}, required: true }))],
    others,
  };
}

function arrayShape(schema: JsonSchema): Shape {
  if (Array.isArray(schema.items)) {
    const { additionalItems } = schema;
    return {
      kind: 'array',
      items: schemasIn(schema.items),
      others: additionalItems === false ? undefined : asSchema(additionalItems),
    };
  }
  const isClosed = schema.items === false;
  return {
    kind: 'array',
    items: schemasIn(schema.prefixItems),
    others: isClosed ? undefined : (asSchema(schema.items) ?? {}),
  };
}
