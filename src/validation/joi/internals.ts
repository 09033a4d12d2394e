import type { ValidationOptions } from 'joi';

/**
 * The private fields of Joi's schemas, which are the same from 17.13 on; nothing else in `src/` touches them. The check
 * in front of Joi reads them in place of `schema.describe()`, which validates its own answer each time: that takes
 * longer than all the rest of attaching. Preferences and flags are read because `describe()` says nothing of some.
 */
interface JoiFields {
  readonly type: string;
  readonly _definition: { readonly messages: object };
  readonly _flags: Readonly<Record<string, unknown>>;
  readonly _rules: readonly JoiRule[];
  readonly _preferences: ValidationOptions | null;
  readonly _valids: JoiValues | null;
  readonly _invalids: JoiValues | null;
  readonly _cache: unknown;
  readonly $_terms: Readonly<Record<string, unknown>> & {
    readonly keys?: readonly { readonly key: string; readonly schema: object }[] | null;
    readonly items?: readonly object[] | null;
    readonly dependencies?: readonly unknown[] | null;
  };
  clone(): JoiFields;
  $_modify(options: { each: (child: object) => object; ref: false }): JoiFields;
  $_mutateRebuild(): JoiFields;
}

interface JoiValues {
  readonly _values: ReadonlySet<unknown>;
  readonly _refs: ReadonlySet<unknown>;
}

export interface JoiRule {
  readonly name: string;
  /** What carries it out: `length` for `max`. */
  readonly method: string;
  readonly args?: Readonly<Record<string, unknown>>;
}

/** The contents of a Joi schema. */
export interface JoiNode {
  readonly type: string;
  /** Of its kind: the same object for all schemas of a type that one Joi makes, and another for an extension. */
  readonly definition: unknown;
  readonly flags: Readonly<Record<string, unknown>>;
  readonly rules: readonly JoiRule[];
  readonly preferences: object;
  readonly allowed: readonly unknown[];
  readonly deniesValues: boolean;
  readonly isCached: boolean;
  /** Whatever else it holds: conditions, renames, references, … */
  readonly terms: Readonly<Record<string, unknown>>;
  /** Of an object whose keys are known. */
  readonly keys: readonly { readonly key: string; readonly node: JoiNode }[] | undefined;
  /** Of an array. */
  readonly items: readonly JoiNode[];
}

/** @param schema of any Joi */
export function joiNode(schema: object): JoiNode {
  const { type, _definition, _flags, _rules, _preferences, _valids, _invalids, _cache, $_terms } = schema as JoiFields;
  return {
    type,
    definition: _definition,
    flags: _flags,
    rules: _rules,
    preferences: _preferences ?? {},
    allowed: [...(_valids?._values ?? [])],
    deniesValues: _invalids !== null && _invalids._values.size + _invalids._refs.size > 0,
    isCached: Boolean(_cache),
    terms: $_terms,
    keys: $_terms.keys?.map(({ key, schema: child }) => ({ key, node: joiNode(child) })),
    items: ($_terms.items ?? []).map(joiNode),
  };
}

export function joiFlags(schema: object): Readonly<Record<string, unknown>> {
  return (schema as JoiFields)._flags;
}

export function joiPreferences(schema: object): ValidationOptions {
  return (schema as JoiFields)._preferences ?? {};
}

/** `_arrayItems` is a flag of Joi's own. */
export const ARRAY_ITEMS_FLAG = '_arrayItems';

/** The parts that a schema is made of: other schemas. */
export interface JoiParts {
  /** Keys, alternatives, conditions. */
  readonly once: readonly object[];
  /** Of an array, by position. */
  readonly ordered: readonly object[];
  /** Of an array, for any number of items. */
  readonly items: readonly object[];
  /** Of a dictionary, for any number of entries. */
  readonly entries: readonly object[];
}

export function joiParts(schema: object): JoiParts {
  const { keys, matches, whens, ordered, items, patterns } = (schema as JoiFields).$_terms;
  return {
    once: [keys, matches, whens].flatMap(schemasIn),
    ordered: schemasIn(ordered),
    items: schemasIn(items),
    entries: schemasIn(patterns),
  };
}

/** A schema, a list of them, or what Joi keeps beside them: `{ key, schema }`, `{ is, then, otherwise }`, … */
function schemasIn(held: unknown): object[] {
  if (typeof held !== 'object' || held === null) return [];
  if ('$_terms' in held) return [held];
  if (Array.isArray(held)) return held.flatMap(schemasIn);
  const { schema, rule, is, then, otherwise, concat, switch: cases } = held as Readonly<Record<string, unknown>>;
  return [schema, rule, is, then, otherwise, concat, cases].flatMap(schemasIn);
}

/** What a schema says by itself, without the parts that it is made of. */
export interface JoiWords {
  /** Its label, its keys, the values it knows, and the arguments of its rules. */
  readonly words: readonly unknown[];
  /** Schemas that are no part of it: those that links lead to, and those in arguments of rules. */
  readonly others: readonly object[];
  /** Functions of the application report mistakes. */
  readonly hasFunctions: boolean;
}

export function joiWords(schema: object): JoiWords {
  const { _flags: flags, _rules: rules, _valids, _invalids, $_terms } = schema as JoiFields;
  const { keys, shared, externals, dependencies } = $_terms;
  const args = rules.flatMap((rule) => Object.values(rule.args ?? {})).flatMap(membersOf);
  const peers = (dependencies ?? []).flatMap((each) => (each as { readonly peers?: readonly object[] }).peers ?? []);
  return {
    words: [
      ...[flags.label, flags.unit, ...args],
      ...[...(_valids?._values ?? []), ...(_invalids?._values ?? [])],
      ...(keys ?? []).map(({ key }) => key),
      ...peers.map((peer) => (peer as { readonly key?: unknown }).key),
    ],
    others: [shared, args].flatMap(schemasIn),
    hasFunctions:
      typeof flags.error === 'function' ||
      rules.some(({ name }) => name === 'custom') ||
      (Array.isArray(externals) && externals.length > 0),
  };
}

/** An argument, and what it is made of where it is a list or a set of options. */
function membersOf(argument: unknown): unknown[] {
  const isPlain = typeof argument === 'object' && argument !== null && !('$_terms' in argument);
  return isPlain ? [argument, ...(Object.values(argument) as unknown[])] : [argument];
}

/** The rules between keys: `and`, `xor`, … */
export function joiDependencies(schema: object): readonly unknown[] {
  return (schema as JoiFields).$_terms.dependencies ?? [];
}

/** It stands for a schema around it, or for another with an id. */
export function isJoiLink(schema: object): boolean {
  return (schema as JoiFields).type === 'link';
}

export function joiRules(schema: object): readonly JoiRule[] {
  return (schema as JoiFields)._rules;
}

/** `false` for a schema that loses something when it is made anew: its cache, or references among its values. */
export function isRemakeable(schema: object): boolean {
  const { _cache, _valids, _invalids } = schema as JoiFields;
  return !_cache && (_valids?._refs.size ?? 0) + (_invalids?._refs.size ?? 0) === 0;
}

/** A schema with others in place of those that it is made of; itself where they are the same. */
export function withChildren(schema: object, replace: (child: object) => object): object {
  const modified = (schema as JoiFields).$_modify({ each: replace, ref: false });
  return modified === schema ? schema : modified.$_mutateRebuild(); // as Joi's `fork()` does
}

/** A schema whose rules are looked at in another order. */
export function withRules(schema: object, rules: readonly JoiRule[]): object {
  return Object.assign((schema as JoiFields).clone(), { _rules: rules });
}

/** What a report of a mistake knows of its message. */
interface ReportFields {
  /** Where someone has made it already. */
  readonly message: string | null;
  /** Of one rule. */
  readonly template: unknown;
  readonly prefs: { readonly messages?: unknown };
  /** Of the schema's type, and what a function has given besides. */
  readonly messages: unknown;
  _template(messages: unknown): JoiTemplate | undefined;
}

interface JoiTemplate {
  refs?(): readonly JoiReference[] | undefined;
}

/** What stands in a message between braces. */
export interface JoiReference {
  /** `local` to what the rule says of itself, `global` to the application's context, `value` to the payload. */
  readonly type: string;
  readonly ancestor?: number | string | undefined;
  readonly path: readonly unknown[];
}

/** Where the message of a report comes from, and what it refers to; nothing where it has been made already. */
export function joiMessage(report: object): { isOwn: boolean; refs: readonly JoiReference[] } | undefined {
  const fields = report as ReportFields;
  if (fields.message !== null) return undefined;
  const own = fields._template(fields.template) || fields._template(fields.prefs.messages);
  const template = own || fields._template(fields.messages);
  return { isOwn: Boolean(own), refs: template?.refs?.() ?? [] };
}

/** The names of the messages that a type of schema brings with it. @param schema one that is made of nothing else */
export function joiMessageNames(schema: object): readonly string[] {
  return Object.keys((schema as JoiFields)._definition.messages);
}
