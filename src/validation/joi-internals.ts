/** True only where Joi would give back the very same value. */
export type Accepts = (value: unknown) => boolean;

/**
 * What a schema of Joi holds. `schema.describe()` would say the same, and check its own answer against a schema each
 * time: that takes longer than all the rest of attaching. The checks are for schemas of the very Joi that is installed,
 * whose fields are the same from 17.13 on; what is not known here is left to Joi.
 */
export interface JoiNode {
  readonly type: string;
  readonly _definition: unknown;
  readonly _flags: Readonly<Record<string, unknown>>;
  readonly _rules: readonly Rule[];
  readonly _preferences: object | null;
  readonly _valids: Values | null;
  readonly _invalids: Values | null;
  readonly _cache: unknown;
  readonly $_terms: Readonly<Record<string, Term | null>> & {
    readonly keys?: readonly { readonly key: string; readonly schema: JoiNode }[] | null;
    readonly items?: readonly JoiNode[] | null;
  };
}

export interface Rule {
  readonly name: string;
  readonly args?: Readonly<Record<string, unknown>>;
}

interface Values {
  readonly _values: ReadonlySet<unknown>;
  readonly _refs: ReadonlySet<unknown>;
}

type Term = { readonly length?: number };

/** Compiles a child; `undefined` where it holds anything unknown. */
export type Compile = (node: JoiNode) => Accepts | undefined;

/** Preferences that change how a mistake is told, or what is converted, but not what is right as it is. */
const HARMLESS_PREFERENCES: readonly string[] = ['abortEarly', 'convert', 'errors', 'messages', 'dateFormat'];
const KNOWN_FLAGS: readonly string[] = [
  ...['presence', 'default', 'only', 'insensitive', 'unknown'],
  ...['label', 'description', 'id', 'error', 'unit', '_arrayItems'],
];
/** `keys` and `items` are looked at; the others say nothing about values. */
const KNOWN_TERMS: readonly string[] = ['keys', 'items', 'metas', 'notes', 'tags', 'examples'];

export function areHarmless(preferences: object): boolean {
  return Object.keys(preferences).every((name) => HARMLESS_PREFERENCES.includes(name));
}

/** Whether a schema holds nothing that is not known here: references, conditions, renames, casts, … */
export function isPlain({ _flags: flags, _preferences, _invalids, _cache, $_terms: terms }: JoiNode): boolean {
  return (
    !_cache && // whoever wants answers from a cache wants it asked
    Object.keys(flags).every((flag) => KNOWN_FLAGS.includes(flag)) &&
    flags.presence !== 'forbidden' &&
    areHarmless(_preferences ?? {}) &&
    (_invalids === null || _invalids._values.size + _invalids._refs.size === 0) &&
    Object.entries(terms).every(([term, held]) => KNOWN_TERMS.includes(term) || term.startsWith('_') || isEmpty(held))
  );
}

/** A term that is a set of values, such as the truthy ones of a boolean, has no length; it counts as held. */
function isEmpty(term: Term | null): boolean {
  return term === null || term.length === 0;
}

export function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
