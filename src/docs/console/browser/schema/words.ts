import type { JsonSchema } from '../../../json-schema/types';
import { type Definitions, nameIn, resolve, shapeOf } from './resolve';

const FORMATS: Readonly<Record<string, string>> = {
  'date-time': 'date and time',
  uri: 'URL',
  uuid: 'UUID',
  binary: 'binary',
};

/** What kind of value a schema asks for, in a few words: `text`, `list of numbers`, `one of "a", "b"`. */
export function kindOf(schema: JsonSchema, definitions: Definitions, depth = 0): string {
  const resolved = resolve(schema, definitions);
  const name = typeof schema.$ref === 'string' ? nameIn(schema.$ref) : undefined;
  const shape = shapeOf(resolved, definitions);
  switch (shape.kind) {
    case 'choice':
      return shape.values.length === 1 ? `always ${JSON.stringify(shape.values[0])}` : `one of ${listed(shape.values)}`;
    case 'object':
      return (
        name ?? (shape.members.length === 0 && shape.others ? recordOf(shape.others, definitions, depth) : 'object')
      );
    case 'array':
      if (shape.items.length > 0) return 'list';
      return depth > 2 || !shape.others ? 'list' : `list of ${kindOf(shape.others, definitions, depth + 1)}`;
    case 'alternatives':
      return depth > 2 ? 'several kinds' : shape.of.map((each) => kindOf(each, definitions, depth + 1)).join(' or ');
    case 'string':
      return typeof resolved.format === 'string' ? (FORMATS[resolved.format] ?? resolved.format) : 'text';
    case 'integer':
      return 'whole number';
    case 'any':
      return 'any value';
    default:
      return shape.kind;
  }
}

function recordOf(others: JsonSchema, definitions: Definitions, depth: number): string {
  return depth > 2 || Object.keys(others).length === 0
    ? 'object'
    : `object of ${kindOf(others, definitions, depth + 1)}`;
}

function listed(values: readonly unknown[]): string {
  const shown = values.slice(0, 8).map((value) => JSON.stringify(value));
  return shown.join(', ') + (values.length > 8 ? ', …' : '');
}

/** What a schema asks for besides: `1 to 20`, `at most 200 characters`. */
export function boundsOf(schema: JsonSchema): readonly string[] {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf, pattern } = schema;
  return [
    range(minimum, maximum, ''),
    typeof exclusiveMinimum === 'number' ? `more than ${exclusiveMinimum}` : '',
    typeof exclusiveMaximum === 'number' ? `less than ${exclusiveMaximum}` : '',
    typeof multipleOf === 'number' ? `a multiple of ${multipleOf}` : '',
    // A format says more than that it is not empty.
    range(
      schema.format === undefined || schema.minLength !== 1 ? schema.minLength : undefined,
      schema.maxLength,
      'characters',
    ),
    range(schema.minItems, schema.maxItems, 'items'),
    range(schema.minProperties, schema.maxProperties, 'keys'),
    schema.uniqueItems === true ? 'no two alike' : '',
    typeof pattern === 'string' ? `matches ${pattern}` : '',
    'default' in schema ? `by default ${JSON.stringify(schema.default)}` : '',
  ].filter((text) => text !== '');
}

function range(least: unknown, most: unknown, unit: string): string {
  // JSON Schema has no "safe integer", so Joi writes what it allows at most.
  const low = typeof least === 'number' && least > Number.MIN_SAFE_INTEGER ? least : undefined;
  const high = typeof most === 'number' && most < Number.MAX_SAFE_INTEGER ? most : undefined;
  const suffix = unit === '' ? '' : ` ${(high ?? low) === 1 ? unit.replace(/s$/, '') : unit}`;
  if (low !== undefined && high !== undefined)
    return low === high ? `exactly ${low}${suffix}` : `${low} to ${high}${suffix}`;
  if (low !== undefined) return `at least ${low}${suffix}`;
  return high !== undefined ? `at most ${high}${suffix}` : '';
}
