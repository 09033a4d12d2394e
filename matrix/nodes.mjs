import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const folder = join(import.meta.dirname, 'node');

/** What is about Chromium and not about Node, and the flood, which takes its time: `npm test` runs both. */
const excluded = ['spec/demo/**', 'spec/docs/console/**', 'spec/**/flood.spec.ts'];

/**
 * Runs the specs on each version of Node that `node/package.json` names, but for the one that runs this: `npm test` has
 * done so. The versions are packages that hold the program itself, for Linux.
 */
export async function checkNodes(checks) {
  if (!(await checks.command('node: npm ci', 'npm', ['ci', '--ignore-scripts'], { cwd: folder }))) return;
  const mocha = join(root, 'node_modules', 'mocha', 'bin', 'mocha.js');
  const flags = ['--parallel', '--jobs=2', '--exit', '--forbid-only', '--forbid-pending'];
  const ignored = excluded.map((pattern) => `--ignore=${pattern}`);
  for (const [version, program] of programs()) {
    if (process.version.startsWith(`v${version}.`)) continue;
    await checks.that(`Node ${version} is installed`, () => {
      if (!existsSync(program)) throw new Error(`There is no ${program}: it has no package for this machine`);
    });
    await checks.command(`the specs pass on Node ${version}`, program, [mocha, ...flags, ...ignored], { cwd: root });
  }
}

/** For this machine, by the number of their version. */
function programs() {
  const { optionalDependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const versions = new Set(Object.keys(optionalDependencies).map((name) => /\d+/.exec(name)[0]));
  const name = (version) => `node-${version}-${process.platform}-${process.arch}`;
  return [...versions].map((version) => [version, join(folder, 'node_modules', name(version), 'bin', 'node')]);
}
