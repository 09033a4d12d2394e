import { strict as assert } from 'node:assert';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const folder = join(import.meta.dirname, 'node');

/** The newest of what is supported; the specs of the fixtures run on it, and on the others. */
const versions = ['22', '24', '26'];
/** Specs that no fixture has, and that need no browser: on Node 20 they are a part of `npm test`. */
const others = ['spec/docs/{asyncapi,changes,client-types,json-schema}/**/*.spec.ts', 'spec/docs/*.spec.ts'];

/** Runs on each version of Node what the specs of the fixtures leave out. */
export async function checkNodes(checks) {
  const mocha = join(root, 'node_modules', 'mocha', 'bin', 'mocha.js');
  const requires = ['--require=@swc-node/register', '--require=./spec/support/harness.ts'];
  const flags = [
    '--no-config',
    ...requires,
    '--timeout=30000',
    '--exit',
    '--forbid-only',
    '--forbid-pending',
    '--retries=1',
  ];
  for (const version of versions) {
    const program = await installedNode(checks, version);
    const title = `what no fixture runs passes on Node ${version}`;
    await checks.command(title, program, [mocha, ...flags, ...others], { cwd: root });
  }
}

/**
 * The program of a version of Node, from npm, for this machine.
 *
 * @param version its first number
 */
export async function installedNode(checks, version) {
  const name = `node-${version}-${process.platform}-${process.arch}`;
  const program = join(folder, 'node_modules', name, 'bin', 'node');
  if (!existsSync(program)) await checks.command('node: npm ci', 'npm', ['ci', '--ignore-scripts'], { cwd: folder });
  await checks.that(`Node ${version} is installed`, () => {
    assert.ok(existsSync(program), `There is no ${program}: it has no package for this machine`);
  });
  return program;
}
