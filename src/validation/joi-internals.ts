import type { ValidationOptions } from 'joi';

/**
 * The private fields of Joi's schemas, which are the same from 17.13 on; nothing else in `src/` touches them. The check
 * in front of Joi reads them in place of `schema.describe()`, which validates its own answer each time: that takes
 * longer than all the rest of attaching. Preferences and flags are read because `describe()` says nothing of some.
 */
interface JoiFields {
  readonly type: string;
  readonly _definition: unknown;
  readonly _flags: Readonly<Record<string, unknown>>;
  readonly _rules: readonly JoiRule[];
  readonly _preferences: ValidationOptions | null;
  readonly _valids: JoiValues | null;
  readonly _invalids: JoiValues | null;
  readonly _cache: unknown;
  readonly $_terms: Readonly<Record<string, unknown>> & {
    readonly keys?: readonly { readonly key: string; readonly schema: object }[] | null;
    readonly items?: readonly object[] | null;
  };
}

interface JoiValues {
  readonly _values: ReadonlySet<unknown>;
  readonly _refs: ReadonlySet<unknown>;
}

export interface JoiRule {
  readonly name: string;
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
