import { isJsonSchema, type JsonSchema } from './types';

/** The keywords that hold a schema, a list of schemas, or schemas by name. All others hold values. */
const ONE = [
  ...['additionalItems', 'additionalProperties', 'contains', 'else', 'if', 'items', 'not', 'propertyNames', 'then'],
  ...['unevaluatedItems', 'unevaluatedProperties'],
];
const LISTS = ['allOf', 'anyOf', 'items', 'oneOf', 'prefixItems'];
const BY_NAME = ['$defs', 'definitions', 'dependencies', 'dependentSchemas', 'patternProperties', 'properties'];

/** The schema with `map` applied to each schema that it holds directly. */
export function mapSubschemas(schema: JsonSchema, map: (child: JsonSchema, keyword: string) => JsonSchema): JsonSchema {
  return Object.fromEntries(
    Object.entries(schema).map(([keyword, held]) => {
      if (Array.isArray(held) && LISTS.includes(keyword)) {
        return [keyword, held.map((child: unknown) => (isJsonSchema(child) ? map(child, keyword) : child))];
      }
      if (!isJsonSchema(held)) return [keyword, held];
      if (ONE.includes(keyword)) return [keyword, map(held, keyword)];
      if (!BY_NAME.includes(keyword)) return [keyword, held];
      return [keyword, mapValues(held, (child) => (isJsonSchema(child) ? map(child, keyword) : child))];
    }),
  );
}

/** Also for names such as `__proto__`, which an assignment would not make a member. */
export function mapValues(
  object: object,
  map: (value: unknown, name: string, index: number) => unknown,
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).map(([name, value], index) => [name, map(value, name, index)]));
}
