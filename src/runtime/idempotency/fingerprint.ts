import { createHash } from 'node:crypto';
import type { GatewayContext } from '../../context';

/** Where a request is kept: nothing of it can be read from its key. The handler is named by its event, whatever its class. */
export function keyOf({ server, namespace, event }: GatewayContext, owner: readonly string[], id: string): string {
  return digest([server.path(), namespace.name, event, owner, id]);
}

/**
 * A short name of what was sent, as it was received. A repeat must have the same: else a guard that looks at the payload
 * would let one pass, and the answer would be another's.
 */
export function fingerprintOf({ args }: GatewayContext): string {
  return digest(args).slice(0, 22);
}

/** The same for equal JSON; binary values count by their bytes. */
function digest(value: unknown): string {
  const hash = createHash('sha256');
  const binaries: Uint8Array[] = [];
  const text = JSON.stringify(value, function (this: Record<string, unknown>, key, seen: unknown) {
    const original = this[key]; // a Buffer has made an object of itself in `seen`
    if (original instanceof Uint8Array) return `\0${binaries.push(original)}`;
    return typeof seen === 'bigint' ? `\0${seen}n` : seen;
  });
  hash.update(`${text.length}:${text}`);
  for (const binary of binaries) hash.update(`${binary.length}:`).update(binary);
  return hash.digest('base64url');
}
