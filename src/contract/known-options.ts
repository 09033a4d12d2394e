import { inspect } from 'node:util';
import { nearest } from './nearest-name';

/**
 * Checks options that nobody else reads: one that is misspelt would be lost.
 *
 * @param where the function that takes them, for the message
 * @param names the options that there are
 * @throws TypeError where they are no object, or have another name
 */
export function expectOptions(where: string, options: unknown, names: readonly string[]): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new TypeError(`${where}: its options are ${inspect(options, { depth: 0 })}; expected an object`);
  }
  const unknown = Object.keys(options).find((name) => !names.includes(name));
  if (unknown === undefined) return;
  const near = nearest(unknown, names);
  const expected = (near.length > 0 ? near : names).join(', ');
  throw new TypeError(`${where}: its option '${unknown}' is unknown; expected ${expected}`);
}
