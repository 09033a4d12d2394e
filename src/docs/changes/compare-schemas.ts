import { isDeepStrictEqual } from 'node:util';
import { isJsonSchema, type JsonSchema } from '../json-schema/types';
import type { Changes } from './change';

type Definitions = Readonly<Record<string, JsonSchema>>;

/**
 * Compares two schemas of the same value. What clients send must go on being allowed; what they are sent must go on being
 * as they expect it: of the one it breaks clients when less is allowed, of the other when more is.
 */
export class SchemaComparison {
  readonly #before: Definitions;
  readonly #after: Definitions;
  readonly #changes: Changes;
  /** Pairs that are being compared: schemas may hold themselves. */
  readonly #compared = new Set<string>();
  readonly #isSent: boolean;

  /** @param by who sends the value */
  constructor(before: Definitions, after: Definitions, changes: Changes, by: 'client' | 'server') {
    this.#before = before;
    this.#after = after;
    this.#changes = changes;
    this.#isSent = by === 'client';
  }

  compare(where: string, before: JsonSchema, after: JsonSchema): void {
    if (typeof before.$ref === 'string' || typeof after.$ref === 'string') {
      const pair = JSON.stringify([before.$ref ?? before, after.$ref ?? after]);
      if (this.#compared.has(pair)) return;
      this.#compared.add(pair);
    }
    const [old, current] = [resolved(before, this.#before), resolved(after, this.#after)];
    this.#types(where, old, current);
    this.#values(where, old, current);
    this.#bounds(where, old, current);
    this.#members(where, old, current);
    this.#items(where, old, current);
    for (const keyword of ['anyOf', 'oneOf'] as const) this.#alternatives(where, old[keyword], current[keyword]);
    this.#others(where, old, current);
  }

  #narrowed(where: string, change: string): void {
    this.#changes.add(where, change, this.#isSent);
  }

  #widened(where: string, change: string): void {
    this.#changes.add(where, change, !this.#isSent);
  }

  #types(where: string, before: JsonSchema, after: JsonSchema): void {
    const [old, current] = [typesOf(before), typesOf(after)];
    if (!old && !current) return;
    if (!old) this.#narrowed(where, `is ${orList(current)} now`);
    else if (!current) this.#widened(where, 'may be anything now');
    else {
      const isLess = old.some((type) => !current.some((other) => covers(other, type)));
      const isMore = current.some((type) => !old.some((other) => covers(other, type)));
      const change = `is ${orList(current)} in place of ${orList(old)}`;
      if (isLess && isMore) this.#both(where, change);
      else if (isLess) this.#narrowed(where, change);
      else if (isMore) this.#widened(where, change);
    }
  }

  #values(where: string, before: JsonSchema, after: JsonSchema): void {
    const [old, current] = [valuesOf(before), valuesOf(after)];
    if (!old && !current) return;
    if (!old) this.#narrowed(where, `is one of ${texts(current)} now`);
    else if (!current) this.#widened(where, 'may be other values than before');
    else {
      const lost = old.filter((value) => !current.some((other) => isDeepStrictEqual(other, value)));
      const gained = current.filter((value) => !old.some((other) => isDeepStrictEqual(other, value)));
      if (lost.length > 0) this.#narrowed(where, `cannot be ${texts(lost)} any more`);
      if (gained.length > 0) this.#widened(where, `can be ${texts(gained)} now`);
    }
  }

  #bounds(where: string, before: JsonSchema, after: JsonSchema): void {
    for (const [keyword, isLower] of BOUNDS) {
      const [old, current] = [before[keyword], after[keyword]];
      if (old === current) continue;
      const was = typeof old === 'number' ? old : isLower ? -Infinity : Infinity;
      const is = typeof current === 'number' ? current : isLower ? -Infinity : Infinity;
      const change = `has the ${keyword} ${shown(current)} in place of ${shown(old)}`;
      if (isLower ? is > was : is < was) this.#narrowed(where, change);
      else if (is !== was) this.#widened(where, change);
    }
  }

  #members(where: string, before: JsonSchema, after: JsonSchema): void {
    const [old, current] = [memberships(before), memberships(after)];
    for (const name of new Set([...old.names, ...current.names])) {
      const member = `${where}.${name}`;
      const [was, is] = [old.properties.get(name), current.properties.get(name)];
      if (!old.required.has(name) && current.required.has(name)) this.#narrowed(member, 'is required now');
      else if (was && !is) {
        // A client that goes on sending it is refused only where nothing else is allowed.
        this.#changes.add(member, 'is gone', !this.#isSent || current.isClosed);
        continue;
      } else if (old.required.has(name) && !current.required.has(name)) this.#widened(member, 'may be left out now');
      else if (!was && is) this.#changes.harmless(member, 'is new');
      if (was && is) this.compare(member, was, is);
    }
    if (!old.isClosed && current.isClosed && this.#isSent) this.#narrowed(where, 'takes no other members any more');
  }

  #items(where: string, before: JsonSchema, after: JsonSchema): void {
    const [old, current] = [before.items, after.items];
    if (isJsonSchema(old) && isJsonSchema(current)) this.compare(`${where}[]`, old, current);
    else if (Array.isArray(old) && Array.isArray(current)) {
      for (const [index, item] of (old as unknown[]).entries()) {
        const other: unknown = current[index];
        if (isJsonSchema(item) && isJsonSchema(other)) this.compare(`${where}[${index}]`, item, other);
      }
      if (old.length !== current.length) this.#both(where, `has ${current.length} places in place of ${old.length}`);
    } else if (!isDeepStrictEqual(old, current)) this.#both(where, 'has other items');
  }

  #alternatives(where: string, before: unknown, after: unknown): void {
    if (before === undefined && after === undefined) return;
    const [old, current] = [before, after].map((list) => (Array.isArray(list) ? list.filter(isJsonSchema) : []));
    if (!old || !current) return;
    if (old.length === current.length) {
      for (const [index, each] of old.entries()) this.compare(where, each, current[index] ?? {});
      return;
    }
    const isIn = (list: readonly JsonSchema[]) => (each: JsonSchema) =>
      list.some((other) => isDeepStrictEqual(other, each));
    if (old.some((each) => !isIn(current)(each))) this.#narrowed(where, 'has fewer alternatives');
    if (current.some((each) => !isIn(old)(each))) this.#widened(where, 'has more alternatives');
  }

  /** Of what nobody can say whether it allows more or less. */
  #others(where: string, before: JsonSchema, after: JsonSchema): void {
    const unlike = [...new Set([...Object.keys(before), ...Object.keys(after)])]
      .filter((keyword) => !COMPARED.includes(keyword) && !isDeepStrictEqual(before[keyword], after[keyword]))
      .toSorted();
    for (const keyword of unlike) {
      if (before[keyword] === undefined) this.#narrowed(where, `has a ${keyword} now: ${shown(after[keyword])}`);
      else if (after[keyword] === undefined) this.#widened(where, `has no ${keyword} any more`);
      else this.#both(where, `has another ${keyword}: ${shown(after[keyword])}`);
    }
  }

  #both(where: string, change: string): void {
    this.#changes.breaking(where, change);
  }
}

const BOUNDS: readonly (readonly [keyword: string, isLower: boolean])[] = [
  ...(['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties'] as const).map(
    (each) => [each, true] as const,
  ),
  ...(['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties'] as const).map(
    (each) => [each, false] as const,
  ),
];
/** Keywords that are looked at by themselves, and those that say nothing of values. */
const COMPARED = [
  ...['$ref', 'type', 'enum', 'const', 'properties', 'required', 'additionalProperties', 'items', 'anyOf', 'oneOf'],
  ...['additionalItems', 'title', 'description', 'examples', 'default', 'deprecated', '$comment', 'definitions'],
  ...BOUNDS.map(([keyword]) => keyword),
];

function resolved(schema: JsonSchema, definitions: Definitions): JsonSchema {
  const name = typeof schema.$ref === 'string' ? schema.$ref.replace('#/definitions/', '') : undefined;
  return name !== undefined && Object.hasOwn(definitions, name) ? (definitions[name] ?? {}) : schema;
}

function memberships({ properties, required, additionalProperties }: JsonSchema) {
  const known = Object.entries(isJsonSchema(properties) ? properties : {});
  const schemas = known.flatMap(([name, each]): [string, JsonSchema][] => (isJsonSchema(each) ? [[name, each]] : []));
  const needed = new Set(Array.isArray(required) ? required.map(String) : []);
  return {
    properties: new Map(schemas),
    required: needed,
    names: [...new Set([...schemas.map(([name]) => name), ...needed])].toSorted(),
    isClosed: additionalProperties === false,
  };
}

function typesOf({ type }: JsonSchema): readonly string[] | undefined {
  if (type === undefined) return undefined;
  return (Array.isArray(type) ? type : [type]).map(String);
}

function covers(wide: string, narrow: string): boolean {
  return wide === narrow || (wide === 'number' && narrow === 'integer');
}

function valuesOf(schema: JsonSchema): readonly unknown[] | undefined {
  if (Array.isArray(schema.enum)) return schema.enum as unknown[];
  return 'const' in schema ? [schema.const] : undefined;
}

function texts(values: readonly unknown[] = []): string {
  return values.map(shown).join(', ');
}

function orList(types: readonly string[] = []): string {
  return types.join(' or ');
}

function shown(value: unknown): string {
  return value === undefined ? 'none' : JSON.stringify(value);
}
