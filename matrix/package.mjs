import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

const root = join(import.meta.dirname, '..');

/** Builds and packs the package, looks at what would be published, and gives the path of the tarball in `folder`. */
export async function checkPackage(checks, folder) {
  await checks.command('npm run build', 'npm', ['run', '--silent', 'build'], { cwd: root });
  let packed;
  await checks.that('npm pack', () => {
    const args = ['pack', '--json', '--silent', '--ignore-scripts', '--pack-destination', folder];
    [packed] = JSON.parse(execFileSync('npm', args, { cwd: root, encoding: 'utf8' }));
  });
  const files = new Set(packed?.files.map(({ path }) => path));
  const missing = (wanted) => wanted.filter((file) => !files.has(file));

  await checks.that('every entry point is published, with its types', () => {
    const { exports, main, typesVersions } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const entries = [main, ...Object.values(exports), ...Object.values(typesVersions['*'])]
      .flatMap(pathsIn)
      .map((path) => path.replace('./', ''));
    const wanted = [...entries, ...entries.map((entry) => entry.replace(/\.js$/, '.d.ts'))];
    assert.deepEqual(missing(wanted), []);
  });

  await checks.that('the readme, the licence and the changelog are published', () => {
    assert.deepEqual(missing(['README.md', 'LICENSE', 'CHANGELOG.md']), []);
  });

  await checks.that('source maps point at sources that are published', () => {
    const sources = [...files]
      .filter((file) => file.endsWith('.map'))
      .flatMap((file) => {
        const { sources } = JSON.parse(readFileSync(join(root, file), 'utf8'));
        return sources.map((source) => posix.join(posix.dirname(file), source));
      });
    assert.notEqual(sources.length, 0);
    assert.deepEqual(missing(sources), []);
  });

  await checks.that('nothing else is published', () => {
    const known =
      /^(dist\/.*\.(js|js\.map|d\.ts)|dist\/esm\/package\.json|src\/.*\.ts|README\.md|LICENSE|CHANGELOG\.md|package\.json)$/;
    const page = /^dist\/docs\/console\/assets\/(index\.html|icon\.svg|console-[0-9a-f]+\.css)$/;
    const others = [...files].filter((file) => !known.test(file) && !page.test(file));
    assert.deepEqual(others, []);
  });
  return join(folder, packed?.filename ?? 'nothing.tgz');
}

/** The paths of an entry, under all of its conditions. */
function pathsIn(entry) {
  return typeof entry === 'string' ? entry : Object.values(entry).flatMap(pathsIn);
}

/** Installs the packed package next to what `folder` has. */
export function installPackage(checks, folder, tarball) {
  const args = ['install', '--no-save', '--ignore-scripts', '--silent', tarball];
  return checks.command('the package is installed', 'npm', args, { cwd: folder, timeout: 180_000 });
}
