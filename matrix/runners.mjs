import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { installPackage } from './package.mjs';

const root = join(import.meta.dirname, '..');
const source = join(import.meta.dirname, 'runners');

const tap = /^# pass (\d+)$/m;
const json = /"numPassedTests":(\d+)/;

/** How each runs a file, where the file imports `describe` and `it` from, and what says how many tests have passed. */
const runners = {
  mocha: {
    args: ['--import=tsx', 'node_modules/mocha/bin/mocha.js', '--reporter=tap', '--timeout=20000'],
    module: undefined, // they are globals
    passing: tap,
  },
  vitest: {
    args: ['node_modules/vitest/vitest.mjs', 'run', '--testTimeout=20000', '--reporter=default', '--reporter=json'],
    module: 'vitest',
    passing: json,
  },
  'node:test': {
    args: ['--import=tsx', '--test', '--test-reporter=tap'],
    module: 'node:test',
    passing: tap,
  },
  jest: {
    args: ['node_modules/jest/bin/jest.js', '--json', '--testTimeout=20000', '--runTestsByPath'],
    module: '@jest/globals',
    passing: json,
  },
};

/** Installs the packed package and the runners in `folder`, and runs the same tests in each: all of them have to pass. */
export async function checkRunners(checks, folder, tarball) {
  cpSync(source, folder, { recursive: true, filter: (path) => basename(path) !== 'node_modules' });
  const written = readFileSync(join(source, 'chat.test.ts'), 'utf8');
  const count = written.match(/^ *it\b/gm).length;
  const file = (name) => join(name.replace(':', '-'), 'chat.test.ts');
  for (const [name, { module }] of Object.entries(runners)) {
    mkdirSync(dirname(join(folder, file(name))));
    writeFileSync(join(folder, file(name)), importingFrom(module, written));
  }

  const options = { cwd: folder, timeout: 180_000 };
  if (!(await checks.command('runners: npm ci', 'npm', ['ci', '--ignore-scripts'], { cwd: folder }))) return;
  await installPackage(checks, folder, tarball);
  await checks.command('the tests compile', process.execPath, [join(root, 'node_modules/typescript/bin/tsc')], options);
  for (const [name, { args, passing }] of Object.entries(runners)) {
    // It has to end by itself, long before socket.io would close what was forgotten: the tests have it wait ten minutes.
    const inTime = { cwd: folder, timeout: 180_000 };
    await checks.tests(`the tests pass in ${name}`, count, passing, process.execPath, [...args, file(name)], inTime);
  }
}

/** The tests with the one line that differs: they are written for vitest. */
function importingFrom(module, tests) {
  return tests.replace(/^(import .* from )'vitest';\n/m, (_line, names) => (module ? `${names}'${module}';\n` : ''));
}
