import { inspect } from 'node:util';

/** Says who a user is; `undefined` of nobody in particular. */
export type UserKeyOf = (user: unknown) => string | undefined;

/**
 * Says who the user of a client is, as the option `userKey` does, or by its `id`. No user has no key.
 *
 * @throws TypeError (when it is called) where the option gives no text; and what the option throws
 */
export function compileUserKey(userKey: UserKeyOf | undefined): UserKeyOf {
  if (!userKey) return defaultKey;
  return (user) => {
    if (user === undefined || user === null) return undefined;
    const key: unknown = userKey(user);
    if (key === undefined || (typeof key === 'string' && key !== '')) return key;
    throw new TypeError(
      `userKey, in the options of attachGateways, gave ${inspect(key, { depth: 0 })} for a user; ` +
        'expected a text that is not empty, or undefined for a user that is nobody in particular',
    );
  };
}

/** A text or a number is its own key; of an object it is its `id`, and of a `Principal` that of its `details`. */
function defaultKey(user: unknown): string | undefined {
  return textOf(user) ?? textOf(member(user, 'id')) ?? textOf(member(member(user, 'details'), 'id'));
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string' && value !== '') return value;
  return typeof value === 'number' || typeof value === 'bigint' ? String(value) : undefined;
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
