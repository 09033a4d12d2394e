import { type Accepts, type Child, type Compile, type Description, isNumber, type Rule } from './description';

/** Arrays of one kind of item, with their length. */
export function acceptsArray(
  { rules = [], flags = {}, items = [] }: Description,
  children: readonly Child[],
  compile: Compile,
): Accepts | undefined {
  const lengths = rules.map(lengthRule);
  if (!lengths.every((test) => test !== undefined)) return undefined;
  if (items.length !== children.length || items.length > 1 || 'unknown' in flags) return undefined;
  const [child] = children;
  // A required item says that there has to be one, and a default means nothing here.
  if (child && (child.description.flags?.presence !== undefined || child.description.flags?.default !== undefined)) {
    return undefined;
  }
  const acceptsItem = child ? compile(child.node, child.description) : (value: unknown) => value !== undefined;
  if (!acceptsItem) return undefined;
  return (value) => {
    if (!Array.isArray(value) || !lengths.every((test) => test(value.length))) return false;
    for (const item of value) if (!acceptsItem(item)) return false;
    return true;
  };
}

function lengthRule({ name, args = {} }: Rule): ((length: number) => boolean) | undefined {
  const { limit } = args;
  if (!isNumber(limit)) return undefined;
  if (name === 'min') return (length) => length >= limit;
  if (name === 'max') return (length) => length <= limit;
  return name === 'length' ? (length) => length === limit : undefined;
}

interface Key {
  readonly accepts: Accepts;
  /** Absent it is a mistake, or gets a default: either is up to Joi. */
  readonly mustBeThere: boolean;
}

/** Plain objects with known keys. */
export function acceptsObject(
  { rules, flags = {}, keys }: Description,
  children: readonly Child[],
  compile: Compile,
): Accepts | undefined {
  if (rules) return undefined;
  if (!keys) return isPlainObject;
  const known = new Map<string, Key>();
  for (const { key, node, description } of children) {
    const accepts = compile(node, description);
    if (!accepts) return undefined;
    const { presence, default: defaultValue } = description.flags ?? {};
    known.set(key, { accepts, mustBeThere: presence === 'required' || defaultValue !== undefined });
  }
  if (known.size !== Object.keys(keys).length) return undefined;

  const required = [...known].filter(([, { mustBeThere }]) => mustBeThere).map(([key]) => key);
  const allowsUnknown = flags.unknown === true;
  return (value) => {
    if (!isPlainObject(value)) return false;
    for (const key of required) if (!Object.hasOwn(value, key)) return false;
    for (const key of Object.keys(value)) {
      const accepts = known.get(key)?.accepts;
      // An own key `__proto__`, as JSON may bring it, is lost when Joi copies the object.
      if (accepts ? !accepts(value[key]) : !allowsUnknown || key === '__proto__') return false;
    }
    return true;
  };
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
