import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { installedNode } from './nodes.mjs';

const root = join(import.meta.dirname, '..');

/** What `npm test` runs alone: what is written with IEU, which has one generation, and the flood, which takes its time. */
const excluded = [
  'spec/contract/types/cost.spec.ts',
  'spec/demo',
  // JSON Schemas as Joi 18 writes them. What becomes of those of Joi 17 is told by the same specs, with both installed.
  'spec/docs/asyncapi',
  'spec/docs/changes',
  'spec/docs/console',
  'spec/docs/json-schema',
  'spec/documentation',
  'spec/examples',
  'src/docs/console/browser',
  'spec/engine/origin/browser.spec.ts',
  'spec/runtime/connect/guards/auth-provider.spec.ts',
  'spec/runtime/event/flood.spec.ts',
];

/**
 * Compiles and runs the specs with what a fixture has installed. They are copied into it, so that Node and TypeScript
 * find the fixture's Inversify and Express first, and only the tools in the project's own node_modules. They run on the
 * version of Node that the fixture's package.json names: so few runs meet all versions of everything.
 */
export async function checkSpecs(checks, fixture) {
  const copy = join(fixture, 'copy');
  rmSync(copy, { recursive: true, force: true });
  mkdirSync(copy);
  const wanted = (source) => !excluded.includes(relative(root, source));
  for (const name of ['src', 'spec', '.mocharc.json']) {
    cpSync(join(root, name), join(copy, name), { recursive: true, filter: wanted });
  }
  const hasControllers = existsSync(join(fixture, 'node_modules/@inversifyjs/http-express'));
  if (hasControllers) {
    cpSync(join(import.meta.dirname, 'spec'), join(copy, 'spec'), { recursive: true });
    cpSync(join(root, 'docs/getting-started.md'), join(copy, 'docs/getting-started.md')); // its example runs
  }
  const exclude = ['spec/contract/types/files']; // it has a tsconfig.json of its own
  const tsconfig = { extends: relative(copy, join(root, 'tsconfig.json')), include: ['src', 'spec'], exclude };
  writeFileSync(join(copy, 'tsconfig.json'), JSON.stringify(tsconfig));

  const tool = (path) => join(root, 'node_modules', path);
  await checks.command('the sources and specs compile', process.execPath, [tool('typescript/bin/tsc')], { cwd: copy });
  const { config } = JSON.parse(readFileSync(join(fixture, 'package.json'), 'utf8'));
  const program = await installedNode(checks, config.node);
  const flags = ['--parallel', '--jobs=2', '--exit', '--forbid-only', '--forbid-pending', '--retries=1'];
  const title = `the specs pass on Node ${config.node}`;
  await checks.command(title, program, [tool('mocha/bin/mocha.js'), ...flags], { cwd: copy });
}
