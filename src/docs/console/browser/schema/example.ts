import type { JsonSchema } from '../../../json-schema/types';
import { numberOf, textOf } from './example-values';
import { type Definitions, type Member, resolve, shapeOf } from './resolve';

/** Deeper than that, what is not required is left out, and what is has to do with little. */
const MAX_DEPTH = 6;

/** A value to begin with: the schema's own example, or one made from what it asks for. */
export function exampleOf(schema: JsonSchema, definitions: Definitions, depth = 0): unknown {
  const resolved = resolve(schema, definitions);
  const [first] = Array.isArray(resolved.examples) ? (resolved.examples as unknown[]) : [resolved.example];
  if (first !== undefined) return first;
  if (resolved.default !== undefined) return resolved.default;
  const shape = shapeOf(resolved, definitions);
  switch (shape.kind) {
    case 'choice':
      return shape.values[0];
    case 'object':
      return Object.fromEntries(
        shape.members
          .filter((member) => member.required || (depth < MAX_DEPTH && hasOwnValue(member, definitions)))
          .map((member) => [member.name, depth > MAX_DEPTH ? null : exampleOf(member.schema, definitions, depth + 1)]),
      );
    case 'array':
      return itemsOf(resolved, shape.items, shape.others, definitions, depth);
    case 'alternatives': {
      const preferred = shape.of.find((each) => resolve(each, definitions).type !== 'null') ?? {};
      return depth > MAX_DEPTH ? null : exampleOf(preferred, definitions, depth + 1);
    }
    case 'string':
      return textOf(resolved);
    case 'number':
    case 'integer':
      return numberOf(resolved);
    case 'boolean':
      return false;
    case 'binary':
      return new Uint8Array([1, 2, 3]);
    case 'null':
      return null;
    case 'any':
      return depth === 0 ? {} : '';
  }
}

/** Other optional members are added by hand: forms stay short, and recursion ends. */
function hasOwnValue({ schema }: Member, definitions: Definitions): boolean {
  const resolved = resolve(schema, definitions);
  return 'default' in resolved || 'examples' in resolved || 'example' in resolved;
}

function itemsOf(
  { minItems }: JsonSchema,
  items: readonly JsonSchema[],
  others: JsonSchema | undefined,
  definitions: Definitions,
  depth: number,
): unknown[] {
  // Deep inside, a list that may be empty is: it may hold itself.
  if (depth > (items.length > 0 || minItems ? MAX_DEPTH : MAX_DEPTH / 2)) return [];
  const first = items.map((each) => exampleOf(each, definitions, depth + 1));
  const wanted = Math.min(typeof minItems === 'number' ? minItems : 1, 20);
  const left = others ? Math.max(0, wanted - first.length) : 0;
  return [...first, ...Array.from({ length: left }, () => exampleOf(others ?? {}, definitions, depth + 1))];
}
