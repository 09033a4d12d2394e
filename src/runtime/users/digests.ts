import { hash } from 'node:crypto';

/** Of two keys in a million of users, the chance to be taken for one is 1 in 500. */
const BYTES = 6;
/** As many characters have these bytes in base64, without padding. */
const CHARACTERS = 8;

/** Stands for keys between servers: so many bytes for each, however long they are, and nobody reads them on the way. */
export function digestsOf(keys: ReadonlySet<string>): string {
  const all = Buffer.allocUnsafe(keys.size * BYTES);
  let at = 0;
  for (const key of keys) {
    hash('sha256', key, 'buffer').copy(all, at, 0, BYTES);
    at += BYTES;
  }
  return all.toString('base64');
}

/** The digests of different keys, one after the other. */
export function* digestsIn(text: string): Iterable<string> {
  for (let at = 0; at < text.length; at += CHARACTERS) yield text.slice(at, at + CHARACTERS);
}

/** How many there are; `undefined` where it is no text of them. */
export function countDigests(text: string): number | undefined {
  return /^[\w+/]*$/.test(text) && text.length % CHARACTERS === 0 ? text.length / CHARACTERS : undefined;
}
