import { createRequire } from 'node:module';

const requirePeer = createRequire(__filename);

/**
 * Loads a package that only tests need.
 *
 * @throws Error that says how to install it
 */
export function optionalPeer(name: string): unknown {
  try {
    return requirePeer(name);
  } catch (cause) {
    throw new Error(`TestGateway needs the package '${name}': npm install --save-dev ${name}`, { cause });
  }
}
