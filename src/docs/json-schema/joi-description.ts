import type { ValidationOptions } from 'joi';
import type { JoiDescription } from './joi-described';
import { linkTargets } from './joi-links';
import { withPreferences } from './joi-preferences';
import { withoutForbiddenItems, withValues } from './joi-values';
import { mapValues } from './subschemas';
import { isJsonSchema, type JsonSchema } from './types';

/**
 * Adds to a JSON Schema of Joi (in draft 2020-12) what Joi leaves out of it: examples, values that refer to others, keys
 * that are forbidden, what links refer to, and what its preferences allow.
 *
 * @param preferences that it is validated with; a part may have its own
 */
export function completeFromDescription(
  schema: JsonSchema,
  description: JoiDescription,
  preferences: ValidationOptions,
): JsonSchema {
  const $defs: Record<string, unknown> = { ...(schema.$defs as object | undefined) };
  const missing = new Set([...referencesIn(schema)].filter((name) => !Object.hasOwn($defs, name)));
  const targets = linkTargets(description, Object.keys($defs));
  const complete = (part: unknown, described: JoiDescription | undefined, outer: ValidationOptions): unknown => {
    if (!isJsonSchema(part) || !described) return part;
    const linked = targets.ofLink(described);
    if (linked !== undefined) return { ...part, $ref: linked };
    const own = { ...outer, ...described.preferences };
    const { id } = described.flags ?? {};
    const completed = {
      ...withPatterns(
        withChildren(withValues(withPreferences(part, described, own), described), described, (child, of) =>
          complete(child, of, own),
        ),
        described,
      ),
      ...additionsOf(described),
    };
    const name = typeof id === 'string' && missing.has(id) ? id : targets.nameOf(described);
    if (name === undefined) return completed;
    const { $defs: _ofRoot, ...definition } = completed as Readonly<Record<string, unknown>>;
    $defs[name] = definition;
    return { $ref: `#/$defs/${name}` };
  };
  const completed = complete(schema, description, preferences) as JsonSchema; // an object gives an object
  return Object.keys($defs).length > 0 ? { ...completed, $defs } : completed;
}

type Complete = (part: unknown, description: JoiDescription | undefined) => unknown;

function withChildren(schema: JsonSchema, described: JoiDescription, complete: Complete): JsonSchema {
  const { type, keys, items = [], ordered, patterns = [], matches = [], allow = [] } = described;
  const { properties, prefixItems, patternProperties, anyOf } = schema;
  const someItems = isJsonSchema(schema.items) ? schema.items.anyOf : undefined;
  const isTuple = Array.isArray(prefixItems) && ordered !== undefined;
  const isBeside = Array.isArray(anyOf) && schema.type === undefined && type !== 'any' && type !== 'alternatives';
  const isSome = Array.isArray(someItems) && someItems.length === items.length;
  // `null` stands before what else is allowed.
  const first = Array.isArray(anyOf) && allow.includes(null) && isNull(anyOf[0]) ? 1 : 0;
  return {
    ...schema,
    ...(keys && isJsonSchema(properties) && { properties: completeProperties(schema, properties, keys, complete) }),
    ...(isTuple && { prefixItems: prefixItems.map((item, index) => complete(item, ordered[index])) }),
    ...(items.length === 1 &&
      isJsonSchema(schema.items) && { items: withoutForbiddenItems([complete(schema.items, items[0])], items) }),
    ...(isSome && {
      items: withoutForbiddenItems(
        someItems.map((item, index) => complete(item, items[index])),
        items,
      ),
    }),
    ...(isJsonSchema(patternProperties) && {
      patternProperties: mapValues(patternProperties, (part, _name, index) => complete(part, patterns[index]?.rule)),
    }),
    ...(isBeside && {
      anyOf: anyOf.map((part: unknown, index) => (index === first ? complete(part, withoutOthers(described)) : part)),
    }),
    ...Object.fromEntries(
      MATCHES.flatMap((keyword) => {
        const list = schema[keyword];
        if (!Array.isArray(list) || matches.length === 0 || list.length < matches.length + first) return [];
        return [[keyword, list.map((part, index) => complete(part, matches[index - first]?.schema))]];
      }),
    ),
  };
}

/** What is described, without what is said of it and the values beside it. */
function withoutOthers({ flags: { id: _id, ...flags } = {}, ...described }: JoiDescription): JoiDescription {
  return { ...described, flags, allow: [], examples: [] };
}

/** How alternatives may match: any, one, all. */
const MATCHES = ['anyOf', 'oneOf', 'allOf'];

function isNull(schema: unknown): boolean {
  return isJsonSchema(schema) && schema.type === 'null';
}

/** Joi describes a forbidden key as one that may have any value. */
function completeProperties(
  { additionalProperties }: JsonSchema,
  properties: JsonSchema,
  keys: Readonly<Record<string, JoiDescription>>,
  complete: Complete,
): JsonSchema {
  const isForbidden = (name: string): boolean =>
    Object.hasOwn(keys, name) && keys[name]?.flags?.presence === 'forbidden';
  const allowed = Object.fromEntries(
    Object.entries(properties).filter(([name]) => !isForbidden(name) || additionalProperties !== false),
  );
  return mapValues(allowed, (part, name) =>
    isForbidden(name) ? { not: {} } : complete(part, Object.hasOwn(keys, name) ? keys[name] : undefined),
  );
}

/** Joi writes a pattern without its flags, and one that must not match as one that must. */
function withPatterns(given: JsonSchema, { rules = [], patterns = [] }: JoiDescription): JsonSchema {
  const hasFlags = patterns.some(({ regex }) => regex !== undefined && !isWritable({ regex }));
  const { patternProperties: _names, ...withoutNames } = given;
  const schema = hasFlags ? { ...withoutNames, additionalProperties: true } : given;
  if (rules.every((rule) => rule.name !== 'pattern' || isWritable(rule.args))) return schema;
  const { pattern: _pattern, allOf, ...rest } = schema;
  const others = Array.isArray(allOf) ? allOf.filter((each) => !isJsonSchema(each) || each.pattern === undefined) : [];
  return others.length > 0 ? { ...rest, allOf: others } : rest;
}

function isWritable(args: object = {}): boolean {
  const { regex, options } = args as { readonly regex?: unknown; readonly options?: { readonly invert?: boolean } };
  return (
    options?.invert !== true && typeof regex === 'string' && !/[ims][a-z]*$/.test(regex.slice(regex.lastIndexOf('/')))
  );
}

function additionsOf(description: JoiDescription): JsonSchema {
  const { examples } = description;
  const references = referencesOf(description);
  return {
    ...(examples && examples.length > 0 && { examples }),
    ...(references.length > 0 && { $comment: references.join('; ') }),
  };
}

/** What depends on other values, in words: JSON Schema has none for it. */
function referencesOf({
  rules = [],
  patterns = [],
  allow = [],
  whens = [],
  dependencies = [],
}: JoiDescription): readonly string[] {
  return [
    ...rules.flatMap(({ name, args }) => (name === 'pattern' && !isWritable(args) ? [patternInWords(args)] : [])),
    ...rules.flatMap(({ name, args = {} }) =>
      Object.values(args).flatMap((argument) => nameOfReference(argument).map((other) => `${name}: ${other}`)),
    ),
    ...allow.flatMap(nameOfReference).map((other) => `may be the value of ${other}`),
    ...patterns.flatMap(({ regex }) => (regex === undefined || isWritable({ regex }) ? [] : [`names match ${regex}`])),
    ...whens.flatMap(nameOfReference).map((other) => `depends on ${other}`),
    ...dependencies.map(({ rel, peers = [] }) => `${rel}: ${peers.join(', ')}`),
  ];
}

function patternInWords(args: object = {}): string {
  const { regex, options } = args as { readonly regex?: unknown; readonly options?: { readonly invert?: boolean } };
  return `${options?.invert ? 'does not match' : 'matches'} ${String(regex)}`;
}

/** `a.b` of `{ ref: { path: ['a', 'b'] } }`; nothing of what is no reference. */
function nameOfReference(value: unknown): string[] {
  if (!isJsonSchema(value) || !isJsonSchema(value.ref)) return [];
  const { path, ancestor, type } = value.ref;
  if (!Array.isArray(path)) return [];
  const prefix = type === 'global' ? '$' : typeof ancestor === 'number' && ancestor > 1 ? '.'.repeat(ancestor + 1) : '';
  return [`${prefix}${path.join('.')}`];
}

/** The names of all definitions that a schema refers to. */
function referencesIn(schema: unknown, found = new Set<string>()): Set<string> {
  if (Array.isArray(schema)) for (const item of schema) referencesIn(item, found);
  else if (isJsonSchema(schema)) {
    const name = typeof schema.$ref === 'string' ? /^#\/\$defs\/(.+)$/.exec(schema.$ref)?.[1] : undefined;
    if (name !== undefined) found.add(name);
    for (const held of Object.values(schema)) referencesIn(held, found);
  }
  return found;
}
