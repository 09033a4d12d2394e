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
    throw new Error(`${neededBy} needs the package '${name}': ${install} ${name}`, { cause });
  }
}
