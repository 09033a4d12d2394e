import { ARRAY_ITEMS_FLAG, type JoiNode } from '../internals';

/** True only where Joi would give back the very same value. */
export type Accepts = (value: unknown) => boolean;

/** Compiles a child; `undefined` where it holds anything unknown. */
export type Compile = (node: JoiNode) => Accepts | undefined;

/** Preferences that change how an issue is told, or what is converted, but not whether a value is valid as it is. */
const HARMLESS_PREFERENCES: readonly string[] = ['abortEarly', 'convert', 'errors', 'messages', 'dateFormat'];
const KNOWN_FLAGS: readonly string[] = [
  ...['presence', 'default', 'only', 'insensitive', 'unknown'],
  ...['label', 'description', 'id', 'error', 'unit', ARRAY_ITEMS_FLAG],
];
/** `keys` and `items` are looked at; the others say nothing about values. */
const KNOWN_TERMS: readonly string[] = ['keys', 'items', 'metas', 'notes', 'tags', 'examples'];

export function areHarmless(preferences: object): boolean {
  return Object.keys(preferences).every((name) => HARMLESS_PREFERENCES.includes(name));
}

/** `true` for a schema that holds nothing unknown to the check: references, conditions, renames, casts, … */
export function isPlain({ flags, preferences, deniesValues, isCached, terms }: JoiNode): boolean {
  return (
    !isCached && // a cache is there to be asked
    !deniesValues &&
    Object.keys(flags).every((flag) => KNOWN_FLAGS.includes(flag)) &&
    flags.presence !== 'forbidden' &&
    areHarmless(preferences) &&
    Object.entries(terms).every(([term, held]) => KNOWN_TERMS.includes(term) || term.startsWith('_') || isEmpty(held))
  );
}

/** A term that is a set of values, such as the truthy ones of a boolean, has no length; it counts as held. */
function isEmpty(term: unknown): boolean {
  return term === null || (term as { readonly length?: number }).length === 0;
}

export function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
