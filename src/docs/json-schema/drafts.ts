import { mapSubschemas } from './subschemas';
import { isJsonSchema, type JsonSchema, type JsonSchemaTarget } from './types';

/**
 * A schema of one of the two drafts in the words of the other. Tuples, definitions and dependencies have other names in
 * each; beside `$ref` draft-07 reads nothing.
 */
export function inDraft(schema: JsonSchema, target: JsonSchemaTarget): JsonSchema {
  const { $schema: _written, ...rest } = schema;
  return target === 'draft-07' ? toDraft07(rest) : toDraft202012(rest);
}

function toDraft07(schema: JsonSchema): JsonSchema {
  const mapped = mapSubschemas(schema, toDraft07);
  const { prefixItems, items, unevaluatedItems, $ref, minContains: _min, maxContains: _max, ...rest } = mapped;
  const { $defs, definitions, dependentRequired, dependentSchemas, dependencies, ...others } = rest;
  const more = items ?? unevaluatedItems;
  const converted = {
    ...others,
    ...(prefixItems !== undefined && { items: prefixItems, ...(more !== undefined && { additionalItems: more }) }),
    ...(prefixItems === undefined && items !== undefined && { items }),
    ...merged('dependencies', dependencies, dependentRequired, dependentSchemas),
    ...merged('definitions', definitions, $defs),
  };
  if (typeof $ref !== 'string') return converted;
  const reference = { $ref: $ref.replace(/^#\/\$defs\//, '#/definitions/') };
  if (Object.keys(converted).every((keyword) => keyword === 'definitions')) return { ...converted, ...reference };
  return { ...converted, allOf: [reference, ...(Array.isArray(others.allOf) ? (others.allOf as unknown[]) : [])] };
}

function toDraft202012(schema: JsonSchema): JsonSchema {
  const { items, additionalItems, definitions, $defs, $ref, ...rest } = mapSubschemas(schema, toDraft202012);
  return {
    ...rest,
    ...(Array.isArray(items) && {
      prefixItems: items,
      ...(additionalItems !== undefined && { items: additionalItems }),
    }),
    ...(!Array.isArray(items) && items !== undefined && { items }),
    ...merged('$defs', $defs, definitions),
    ...(typeof $ref === 'string' && { $ref: $ref.replace(/^#\/definitions\//, '#/$defs/') }),
  };
}

function merged(keyword: string, ...objects: unknown[]): JsonSchema {
  const found = objects.filter(isJsonSchema);
  return found.length > 0 ? { [keyword]: Object.fromEntries(found.flatMap((each) => Object.entries(each))) } : {};
}
