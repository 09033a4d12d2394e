import type { JoiNode, JoiRule } from '../internals';
import { type Accepts, type Compile, isNumber } from './plain-node';

/** Arrays of one kind of item, with their length. */
export function acceptsArray({ rules, items }: JoiNode, compile: Compile): Accepts | undefined {
  // Joi has a rule of its own that looks at the items.
  const lengths = rules.filter(({ name }) => name !== 'items').map(lengthRule);
  if (!lengths.every((test) => test !== undefined)) return undefined;
  const [item, ...others] = items;
  if (others.length > 0) return undefined;
  if (item?.flags.presence !== undefined) return undefined; // a required item says that there has to be one
  const acceptsItem = item ? compile(item) : () => true;
  if (!acceptsItem) return undefined;
  return (value) => {
    if (!Array.isArray(value) || !lengths.every((test) => test(value.length))) return false;
    for (const each of value) if (!acceptsItem(each)) return false;
    return true;
  };
}

function lengthRule({ name, args = {} }: JoiRule): ((length: number) => boolean) | undefined {
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
export function acceptsObject({ rules, flags, keys }: JoiNode, compile: Compile): Accepts | undefined {
  if (rules.length > 0) return undefined;
  if (!keys) return isPlainObject;
  const known = new Map<string, Key>();
  for (const { key, node } of keys) {
    const accepts = compile(node);
    // Joi takes what every object inherits for a value: `constructor`, `toString`, `__proto__`.
    if (!accepts || key in Object.prototype) return undefined;
    const { presence, default: defaultValue } = node.flags;
    known.set(key, { accepts, mustBeThere: presence === 'required' || defaultValue !== undefined });
  }

  const required = [...known.values()].filter(({ mustBeThere }) => mustBeThere).length;
  const allowsUnknown = flags.unknown === true;
  return (value) => {
    if (!isPlainObject(value)) return false;
    let missing = required;
    for (const key in value) {
      const member = known.get(key);
      // An own key `__proto__`, as JSON may bring it, is lost when Joi copies the object.
      if (member ? !member.accepts(value[key]) : !allowsUnknown || key === '__proto__') return false;
      if (member?.mustBeThere) missing -= 1;
    }
    return missing === 0;
  };
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
