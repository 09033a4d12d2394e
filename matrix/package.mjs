import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

/** Builds and packs the package, looks at what would be published, and gives the path of the tarball. */
export async function checkPackage(checks) {
  let packed;
  await checks.that('npm pack', () => {
    const output = execFileSync('npm', ['pack', '--json', '--silent', '--pack-destination', tmpdir()], { cwd: root });
    [packed] = JSON.parse(output);
  });
  const files = new Set(packed?.files.map(({ path }) => path));

  await checks.that('every entry point is published, with its types', () => {
    const { exports, main, types } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const entries = [main, ...Object.values(exports).filter((entry) => entry.endsWith('.js'))];
    for (const entry of [...entries, types].map(withoutDot)) assert(files.has(entry), `${entry} is missing`);
    for (const entry of entries.map(withoutDot)) assert(files.has(typesOf(entry)), `${typesOf(entry)} is missing`);
  });

  await checks.that('the readme, the licence and the changelog are published', () => {
    for (const file of ['README.md', 'LICENSE', 'CHANGELOG.md']) assert(files.has(file), `${file} is missing`);
  });

  await checks.that('nothing else is published', () => {
    const known = /^(dist\/.*\.(js|js\.map|d\.ts)|README\.md|LICENSE|CHANGELOG\.md|package\.json)$/;
    assert.deepEqual([...files].filter((file) => !known.test(file)), []);
  });
  return join(tmpdir(), packed?.filename ?? '');
}

function withoutDot(path) {
  return path.replace(/^\.\//, '');
}

function typesOf(file) {
  return file.replace(/\.js$/, '.d.ts');
}
