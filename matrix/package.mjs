import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { changedReports } from './api-reports.mjs';

const root = join(import.meta.dirname, '..');

/** What a user downloads and what lies in node_modules, at most, in bytes. More than that is a decision. */
const MAX_PACKED = 1_150_000;
const MAX_UNPACKED = 4_050_000;

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

  await checks.that('every page of the documentation is published', () => {
    const pages = readdirSync(join(root, 'docs')).filter((name) => /\.(md|png|json|yaml)$/.test(name));
    assert.notEqual(pages.length, 0);
    assert.deepEqual(missing(pages.map((name) => `docs/${name}`)), []);
  });

  await checks.that('the package has the size that it had', () => {
    assert.ok(packed.size <= MAX_PACKED, `it is packed ${packed.size} bytes; expected at most ${MAX_PACKED}`);
    const { unpackedSize } = packed;
    assert.ok(unpackedSize <= MAX_UNPACKED, `it is unpacked ${unpackedSize} bytes; expected at most ${MAX_UNPACKED}`);
  });

  const tarball = join(folder, packed?.filename ?? 'nothing.tgz');
  const tool = (title, name, ...args) =>
    checks.command(title, process.execPath, [join(root, 'node_modules', name), ...args], { cwd: root });
  await tool('publint finds nothing', 'publint/src/cli.js', 'run', tarball, '--strict');
  // Types are found by every resolution of TypeScript, the oldest (`node10`) as well.
  // Node runs the CommonJS of /client in ES modules, too, so that there is one GatewayError; its types are those of ES
  // modules there, as socket.io-client's are: else a socket of the application would be of another type.
  const ignored = ['--ignore-rules', 'false-esm'];
  await tool(
    'the types are right for every resolution',
    '@arethetypeswrong/cli/dist/index.js',
    tarball,
    '--quiet',
    ...ignored,
  );
  await checks.that('the public surface is that of api/: npm run api writes it', () => {
    assert.deepEqual(changedReports(), []);
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
      /^(dist\/.*\.(js|js\.map|d\.ts)|dist\/esm\/package\.json|src\/.*\.ts|docs\/[\w-]+\.(md|png|json|yaml)|README\.md|LICENSE|CHANGELOG\.md|package\.json)$/;
    const page = /^dist\/docs\/console\/assets\/(index\.html|icon\.svg|console-[0-9a-f]+\.css)$/;
    const others = [...files].filter((file) => !known.test(file) && !page.test(file));
    assert.deepEqual(others, []);
  });
  return tarball;
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
