import { cpSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { installPackage } from './package.mjs';

const root = join(import.meta.dirname, '..');

/**
 * Installs the packed package next to what a fixture has in `folder`, outside the project and its node_modules, and
 * compiles and runs the same application there in all the ways that its users do.
 */
export async function checkConsumers(checks, fixture, folder, tarball) {
  for (const name of ['package.json', 'package-lock.json', 'node_modules']) {
    cpSync(join(fixture, name), join(folder, name), { recursive: true, verbatimSymlinks: true });
  }
  cpSync(join(import.meta.dirname, 'consumers'), folder, { recursive: true });
  for (const user of ['esm', 'cjs', 'bundler', 'node10']) cpSync(join(folder, 'app.ts'), join(folder, user, 'app.ts'));

  const run = (title, command, ...args) => checks.command(title, command, args, { cwd: folder, timeout: 180_000 });
  const node = (title, ...args) => run(title, process.execPath, ...args);
  const tsc = (title, project) => node(title, join(root, 'node_modules/typescript/bin/tsc'), '--project', project);
  const esbuild = (title, ...args) =>
    run(title, join(folder, 'node_modules/.bin/esbuild'), '--log-level=warning', ...args);

  await installPackage(checks, folder, tarball);
  await node('every entry point can be imported and required', 'entry-points.mjs');

  await tsc('tsc compiles an ES module', 'esm');
  await node('and it runs', 'esm/dist/app.js');
  await tsc('tsc compiles a CommonJS module', 'cjs');
  await node('and it runs', 'cjs/dist/app.js');
  await tsc('the types resolve for a bundler', 'bundler');
  await tsc('the types of the client resolve as in Node 10', 'node10/tsconfig.client.json');
  const { version } = JSON.parse(readFileSync(join(folder, 'node_modules/inversify/package.json'), 'utf8'));
  const isResolvedAsInNode10 = version.startsWith('6.'); // from 7 on, types of Inversify itself do not resolve so
  if (isResolvedAsInNode10) await tsc('the types resolve as in Node 10', 'node10');

  await esbuild('esbuild compiles an ES module', 'esm/app.ts', '--format=esm', '--outfile=esm/esbuild.js');
  await node('and it runs', 'esm/esbuild.js');
  await esbuild('esbuild compiles a CommonJS module', 'cjs/app.ts', '--format=cjs', '--outfile=cjs/esbuild.js');
  await node('and it runs', 'cjs/esbuild.js');
  await esbuild(
    'a bundler for browsers takes the client',
    'client.ts',
    '--bundle',
    '--format=esm',
    '--outfile=client.js',
  );
  await node('and it is the ES module', 'is-esm.mjs');

  for (const name of ['supertest', '@types/supertest']) rmSync(join(folder, 'node_modules', name), { recursive: true });
  for (const user of isResolvedAsInNode10 ? ['esm', 'node10'] : ['esm']) {
    await tsc(`without supertest the types resolve: ${user}`, user);
  }
}
