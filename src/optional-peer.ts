import { createRequire } from 'node:module';

const requirePeer = createRequire(__filename);

/**
 * Loads a package that not every application needs.
 *
 * @throws Error that says how to install it
 */
export function optionalPeer(name: string, neededBy: string, install = 'npm install'): unknown {
  try {
    return requirePeer(name);
  } catch (cause) {
    if (!isMissing(name, cause)) throw cause;
    throw new Error(`${neededBy} needs the package '${name}': ${install} ${name}`, { cause });
  }
}

/** Rather than one of its own dependencies, or a package that is there and fails. */
function isMissing(name: string, cause: unknown): boolean {
  if (!(cause instanceof Error) || Reflect.get(cause, 'code') !== 'MODULE_NOT_FOUND') return false;
  const [firstLine] = cause.message.split('\n');
  return firstLine?.includes(name) ?? false;
}
