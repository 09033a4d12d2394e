import { mapSubschemas } from '../json-schema/subschemas';
import { isJsonSchema, type JsonSchema } from '../json-schema/types';

/** Keywords that say nothing of values. */
export const WORDS = ['title', 'description', 'examples', 'default', 'deprecated', '$comment'];

/** The schemas that a value may keep to, where a schema says nothing else. */
export function alternativesOf({ anyOf, oneOf, ...others }: JsonSchema): readonly JsonSchema[] | undefined {
  const list = anyOf ?? oneOf;
  return Array.isArray(list) && (anyOf === undefined || oneOf === undefined) && saysNothing(others)
    ? schemasIn(list)
    : undefined;
}

export function schemasIn(list: unknown): readonly JsonSchema[] {
  return Array.isArray(list) ? list.map((each: unknown) => (isJsonSchema(each) ? each : {})) : [];
}

/** Whether every value keeps to a schema. */
export function saysNothing(schema: JsonSchema): boolean {
  return Object.keys(schema).every((keyword) => WORDS.includes(keyword) || keyword === 'definitions');
}

/** A reference that has words beside it is written as the only one of `allOf`. */
export function unwrapped(schema: JsonSchema): JsonSchema {
  const { allOf, ...others } = schema;
  const [only, ...more] = schemasIn(allOf);
  return only && more.length === 0 && saysNothing(others) ? unwrapped(only) : schema;
}

/** An alternative, and the schema that it refers to. */
export interface Alternative {
  readonly schema: JsonSchema;
  readonly resolved: JsonSchema;
}

/** Alternatives that belong together, in whatever order they stand, and how many of each list have no other. */
export function pairedAlternatives(
  before: readonly Alternative[],
  after: readonly Alternative[],
): { both: (readonly [before: JsonSchema, after: JsonSchema])[]; lost: number; gained: number } {
  const [old, current] = [[...before], [...after]];
  const both: (readonly [before: JsonSchema, after: JsonSchema])[] = [];
  const match = (keyOf: (each: Alternative) => string): void => {
    for (const each of [...old]) {
      const key = keyOf(each);
      const other = current.find((candidate) => key !== '' && keyOf(candidate) === key);
      if (!other) continue;
      both.push([each.schema, other.schema]);
      old.splice(old.indexOf(each), 1);
      current.splice(current.indexOf(other), 1);
    }
  };
  match(({ schema }) => JSON.stringify(withoutWords(schema)));
  match(({ resolved }) => kindOf(resolved));
  if (old.length !== current.length) return { both, lost: old.length, gained: current.length };
  return {
    both: [...both, ...old.map((each, index) => [each.schema, current[index]?.schema ?? {}] as const)],
    lost: 0,
    gained: 0,
  };
}

/** What tells an alternative from others: its type; of objects the members that have one value alone. */
function kindOf({ type, properties }: JsonSchema): string {
  if (type !== 'object') return type === undefined ? '' : JSON.stringify(type);
  const fixed = Object.entries(isJsonSchema(properties) ? properties : {}).flatMap(([name, member]) => {
    if (!isJsonSchema(member)) return [];
    const values = 'const' in member ? [member.const] : (member.enum as unknown[] | undefined);
    return values?.length === 1 ? [[name, values[0]]] : [];
  });
  return fixed.length > 0 ? JSON.stringify(fixed.toSorted()) : '';
}

function withoutWords(schema: JsonSchema): JsonSchema {
  const kept = Object.entries(schema).filter(([keyword]) => !WORDS.includes(keyword));
  return mapSubschemas(Object.fromEntries(kept), withoutWords);
}
