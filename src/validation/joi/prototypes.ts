import { addFindings } from '../answer/findings';
import type { Issues } from '../answer/issues';
import type { Origin } from '../parse';

/** The root of the copy of Joi that a schema is of. */
interface Root {
  object(keys: object): { unknown(): { validate(value: unknown): { value: unknown } } };
  any(): object;
}

const known = new WeakMap<Root, boolean>();

/**
 * Whether the Joi of a schema makes a prototype of a member called `__proto__` where it copies an object, as 17.13.3 and 18.0.0
 * do. The handler would find what is inherited, and the schema has not seen it.
 */
export function inheritsByCopying(schema: object): boolean {
  const root = Reflect.get(schema, '$_root') as Root | undefined;
  if (!root) return true;
  const answer = known.get(root) ?? tryOut(root);
  known.set(root, answer);
  return answer;
}

function tryOut(root: Root): boolean {
  const tried = root.object({ own: root.any() }).unknown();
  const { value } = tried.validate(JSON.parse('{"__proto__":{"inherited":true}}'));
  return 'inherited' in (value as object);
}

/** Refuses a payload that has such a member, in JSON that is no deeper than packets may be. */
export function refusesPrototype(payload: unknown, origin: Origin, issues: Issues): boolean {
  const path = pathToPrototype(payload);
  if (!path) return false;
  const finding = { path, type: 'object.unknown', message: '"__proto__" is not allowed', shown: undefined };
  addFindings([finding], (found) => found, payload, origin, issues);
  return true;
}

function pathToPrototype(value: unknown): (string | number)[] | undefined {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return undefined;
  if (Object.hasOwn(value, '__proto__')) return ['__proto__'];
  for (const [key, member] of Object.entries(value)) {
    const inside = pathToPrototype(member);
    if (inside) return [Array.isArray(value) ? Number(key) : key, ...inside];
  }
  return undefined;
}
