import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const ROOT = join(__dirname, '../..');
const END_TIMEOUT_MS = 30_000;

export interface Outcome {
  /** `null` for a process that did not end in time. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Has Node find nothing where it looks for a package, or another file; what it says then is its own. */
const substitution = (found: Readonly<Record<string, string | false>>): string => `
  const Module = require('node:module');
  const found = ${JSON.stringify(found)};
  const findPath = Module._findPath;
  Module._findPath = (request, ...rest) => (request in found ? found[request] : findPath(request, ...rest));
`;

/**
 * Runs a program of plain JavaScript in a process of its own, at the root of the project, until that ends by itself.
 *
 * @param found by the names of packages, `false` for one that is not installed, or the file that is found in its place
 */
export async function runWithout(found: Readonly<Record<string, string | false>>, program: string): Promise<Outcome> {
  const swc = require.resolve('@swc-node/register');
  const args = ['--require', swc, '--eval', substitution(found) + program];
  const child = spawn(process.execPath, args, { cwd: ROOT, timeout: END_TIMEOUT_MS });
  const exited = once(child, 'exit') as Promise<[code: number | null]>;
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), exited]);
  return { code, stdout, stderr };
}
