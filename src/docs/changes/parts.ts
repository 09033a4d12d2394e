import { isJsonSchema, type JsonSchema } from '../json-schema/types';
import { schemasIn } from './alternatives';

/** The members of an object, and what others may be: `undefined` where there are none. */
export function memberships({ properties, required, additionalProperties }: JsonSchema) {
  const known = Object.entries(isJsonSchema(properties) ? properties : {});
  const schemas = known.flatMap(([name, each]): [string, JsonSchema][] => (isJsonSchema(each) ? [[name, each]] : []));
  const needed = new Set(Array.isArray(required) ? required.map(String) : []);
  return {
    properties: new Map(schemas),
    required: needed,
    names: [...new Set([...schemas.map(([name]) => name), ...needed])].toSorted(),
    isClosed: additionalProperties === false,
    others: restOf(additionalProperties),
  };
}

/** The places of a tuple, and the items after them: `undefined` where there are none. */
export function itemsOf({ items, additionalItems }: JsonSchema): {
  places: readonly JsonSchema[];
  others: JsonSchema | undefined;
} {
  return Array.isArray(items)
    ? { places: schemasIn(items), others: restOf(additionalItems) }
    : { places: [], others: restOf(items) };
}

/** What others may be: anything where nothing is said. */
function restOf(schema: unknown): JsonSchema | undefined {
  if (schema === false) return undefined;
  return isJsonSchema(schema) ? schema : {};
}
