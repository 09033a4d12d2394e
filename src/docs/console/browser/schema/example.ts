import type { JsonSchema } from '../../../json-schema/types';
import { type Definitions, type Member, resolve, shapeOf } from './resolve';

/** Deeper than that, what is not required is left out, and what is has to do with little. */
const MAX_DEPTH = 6;

const TEXTS: Readonly<Record<string, string>> = {
  'date-time': '2026-01-31T12:00:00.000Z',
  date: '2026-01-31',
  time: '12:00:00Z',
  email: 'ada@example.com',
  uri: 'https://example.com/',
  hostname: 'example.com',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
  uuid: '123e4567-e89b-42d3-a456-426614174000',
};

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
      return numberOf(resolved, shape.kind === 'integer');
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
  if (depth > MAX_DEPTH) return [];
  const first = items.map((each) => exampleOf(each, definitions, depth + 1));
  const wanted = Math.min(typeof minItems === 'number' ? minItems : 1, 20);
  const left = others ? Math.max(0, wanted - first.length) : 0;
  return [...first, ...Array.from({ length: left }, () => exampleOf(others ?? {}, definitions, depth + 1))];
}

function textOf({ format, minLength, maxLength, pattern }: JsonSchema): string {
  if (typeof format === 'string' && format in TEXTS) return TEXTS[format] ?? '';
  if (typeof pattern === 'string') return ''; // nothing that anybody could guess
  const text = 'text'.slice(0, typeof maxLength === 'number' ? maxLength : undefined);
  return text.padEnd(typeof minLength === 'number' ? Math.min(minLength, 1_000) : 0, ' text');
}

function numberOf({ minimum, exclusiveMinimum, maximum, multipleOf }: JsonSchema, isInteger: boolean): number {
  const step = typeof multipleOf === 'number' ? multipleOf : 1;
  if (typeof minimum === 'number') return isInteger ? Math.ceil(minimum / step) * step : minimum;
  if (typeof exclusiveMinimum === 'number') return Math.floor(exclusiveMinimum / step) * step + step;
  return typeof maximum === 'number' && maximum < 1 ? maximum : step;
}
