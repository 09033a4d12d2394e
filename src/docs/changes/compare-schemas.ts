import { isDeepStrictEqual } from 'node:util';
import { isJsonSchema, type JsonSchema } from '../json-schema/types';
import { alternativesOf, pairedAlternatives, saysNothing, schemasIn, unwrapped, WORDS } from './alternatives';
import type { Changes } from './change';
import { itemsOf, memberships } from './parts';

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

  compare(where: string, wrappedBefore: JsonSchema, wrappedAfter: JsonSchema): void {
    const [before, after] = [unwrapped(wrappedBefore), unwrapped(wrappedAfter)];
    if (saysNothing(before) && saysNothing(after)) return;
    if (typeof before.$ref === 'string' || typeof after.$ref === 'string') {
      const pair = JSON.stringify([before.$ref ?? before, after.$ref ?? after]);
      if (this.#compared.has(pair)) return;
      this.#compared.add(pair);
    }
    const [old, current] = [resolved(before, this.#before), resolved(after, this.#after)];
    const [oldList, currentList] = [alternativesOf(old), alternativesOf(current)];
    if (oldList || currentList) this.#alternatives(where, oldList ?? [before], currentList ?? [after]);
    else this.#schemas(where, old, current);
  }

  #schemas(where: string, old: JsonSchema, current: JsonSchema): void {
    this.#types(where, old, current);
    this.#values(where, old, current);
    this.#bounds(where, old, current);
    this.#members(where, old, current);
    this.#named(where, old.patternProperties, current.patternProperties);
    this.#items(where, old, current);
    this.#all(where, old.allOf, current.allOf);
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
    if (!old.others || !current.others) {
      if (old.others && !current.others && this.#isSent) this.#narrowed(where, 'takes no other members any more');
    } else this.compare(`${where}.*`, old.others, current.others);
  }

  /** Members whose names have a pattern. */
  #named(where: string, before: unknown, after: unknown): void {
    const [old, current] = [before, after].map((held) => (isJsonSchema(held) ? held : {}));
    for (const name of Object.keys({ ...old, ...current })) {
      const [was, is] = [old?.[name], current?.[name]];
      if (isJsonSchema(was) && isJsonSchema(is)) this.compare(`${where}./${name}/`, was, is);
      else this.#both(where, `has other names of members: ${name}`);
    }
  }

  #items(where: string, before: JsonSchema, after: JsonSchema): void {
    const [old, current] = [itemsOf(before), itemsOf(after)];
    if (old.places.length !== current.places.length) {
      this.#both(where, `has ${current.places.length} places in place of ${old.places.length}`);
    }
    for (const [index, item] of old.places.entries()) {
      const other = current.places[index];
      if (other) this.compare(`${where}[${index}]`, item, other);
    }
    if (old.others && current.others) this.compare(`${where}[]`, old.others, current.others);
    else if (old.others) this.#narrowed(where, 'takes no other items any more');
    else if (current.others) this.#widened(where, 'may have other items now');
  }

  #alternatives(where: string, before: readonly JsonSchema[], after: readonly JsonSchema[]): void {
    const [isAny, isAnyNow] = [before, after].map((list) => list.some(saysNothing));
    if (isAny && isAnyNow) return;
    if (isAny) {
      this.#narrowed(where, 'is one of several alternatives now');
      return;
    }
    if (isAnyNow) {
      this.#widened(where, 'may be anything now');
      return;
    }
    const { both, lost, gained } = pairedAlternatives(
      before.map((schema) => ({ schema, resolved: resolved(schema, this.#before) })),
      after.map((schema) => ({ schema, resolved: resolved(schema, this.#after) })),
    );
    for (const [old, current] of both) this.compare(where, old, current);
    if (lost > 0) this.#narrowed(where, 'has fewer alternatives');
    if (gained > 0) this.#widened(where, 'has more alternatives');
  }

  /** Schemas that all hold. */
  #all(where: string, before: unknown, after: unknown): void {
    const [old, current] = [schemasIn(before), schemasIn(after)];
    for (const [index, each] of old.entries()) this.compare(where, each, current[index] ?? {});
    for (const each of current.slice(old.length)) this.compare(where, {}, each);
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
  ...['$ref', 'type', 'enum', 'const', 'properties', 'required', 'additionalProperties', 'items'],
  ...['additionalItems', 'allOf', 'patternProperties', 'definitions', '$schema', ...WORDS],
  ...BOUNDS.map(([keyword]) => keyword),
];

function resolved(schema: JsonSchema, definitions: Definitions): JsonSchema {
  const name = typeof schema.$ref === 'string' ? schema.$ref.replace('#/definitions/', '') : undefined;
  return name !== undefined && Object.hasOwn(definitions, name) ? (definitions[name] ?? {}) : schema;
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
