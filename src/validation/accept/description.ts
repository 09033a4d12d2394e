/** True only where Joi would give back the very same value. */
export type Accepts = (value: unknown) => boolean;

/** What `schema.describe()` gives, as far as it is read here. @see https://joi.dev/api/#anydescribe */
export interface Description {
  readonly type: string;
  readonly flags?: Readonly<Record<string, unknown>>;
  readonly rules?: readonly Rule[];
  readonly allow?: readonly unknown[];
  readonly preferences?: object;
  readonly keys?: Readonly<Record<string, Description>>;
  readonly items?: readonly Description[];
}

export interface Rule {
  readonly name: string;
  readonly args?: Readonly<Record<string, unknown>>;
}

/** A schema with what holds its children; `describe()` says what they are, but not whose. */
export interface JoiNode {
  readonly _definition: unknown;
  readonly $_terms: {
    readonly keys?: readonly { readonly key: string; readonly schema: JoiNode }[] | null;
    readonly items?: readonly JoiNode[] | null;
  };
}

export interface Child {
  readonly key: string;
  readonly node: JoiNode;
  readonly description: Description;
}

/** Compiles a child; `undefined` where it holds anything unknown. */
export type Compile = (node: JoiNode, description: Description) => Accepts | undefined;

const KNOWN_PARTS: readonly string[] = [
  ...['type', 'flags', 'rules', 'allow', 'preferences', 'keys', 'items'],
  ...['metas', 'notes', 'tags', 'examples'],
];
const KNOWN_FLAGS: readonly string[] = [
  ...['presence', 'default', 'only', 'insensitive', 'unknown'],
  ...['label', 'description', 'id', 'error', 'unit'],
];

/** Whether a description says nothing that is not known here: references, conditions, renames, casts, … */
export function isPlain(description: Description, harmlessPreferences: readonly string[]): boolean {
  const { flags = {}, preferences = {} } = description;
  return (
    Object.keys(description).every((part) => KNOWN_PARTS.includes(part)) &&
    Object.keys(flags).every((flag) => KNOWN_FLAGS.includes(flag)) &&
    flags.presence !== 'forbidden' &&
    Object.keys(preferences).every((preference) => harmlessPreferences.includes(preference))
  );
}

/** The values of `allow` and `valid` for a look-up; `undefined` where one is not a primitive. */
export function primitives(values: readonly unknown[]): ReadonlySet<unknown> | undefined {
  const arePrimitive = values.every(
    (value) => value === null || ['string', 'number', 'boolean'].includes(typeof value),
  );
  return arePrimitive ? new Set(values) : undefined;
}

/** The children of an object by key, or of an array by index, each with its description. */
export function childrenOf(node: JoiNode, { keys, items }: Description): readonly Child[] {
  const { $_terms: terms } = node;
  const named = terms.keys?.map(({ key, schema }) => ({ key, node: schema, description: keys?.[key] })) ?? [];
  const listed =
    terms.items?.map((item, index) => ({ key: String(index), node: item, description: items?.[index] })) ?? [];
  return [...named, ...listed].flatMap(({ description, ...child }) => (description ? [{ ...child, description }] : []));
}

export function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
