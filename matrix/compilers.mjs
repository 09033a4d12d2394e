import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { installPackage } from './package.mjs';

const root = join(import.meta.dirname, '..');
const source = join(import.meta.dirname, 'compilers');
const files = join(root, 'spec/contract/types/files');

/** How users find modules, and how strictly they compile. Here all are ES modules; in the specs they are CommonJS. */
const projects = {
  nodenext: { module: 'nodenext', exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true },
  bundler: { module: 'esnext', moduleResolution: 'bundler' },
};

/**
 * Installs the packed package and several versions of TypeScript in `folder`. Each has to compile what is right, to
 * refuse what is wrong in the same words, and to find nothing in the package's declarations.
 */
export async function checkCompilers(checks, folder, tarball) {
  cpSync(source, folder, { recursive: true, filter: (path) => basename(path) !== 'node_modules' });
  for (const [name, compilerOptions] of Object.entries(projects)) {
    mkdirSync(join(folder, name));
    for (const kind of ['accepted', 'refused']) {
      cpSync(join(files, kind), join(folder, name, kind), { recursive: true });
    }
    const tsconfig = { extends: '../tsconfig.json', compilerOptions, include: ['accepted', 'refused'] };
    writeFileSync(join(folder, name, 'tsconfig.json'), JSON.stringify(tsconfig));
    writeFileSync(join(folder, name, 'package.json'), JSON.stringify({ type: 'module' }));
  }
  if (!(await checks.command('compilers: npm ci', 'npm', ['ci', '--ignore-scripts'], { cwd: folder }))) return;
  await installPackage(checks, folder, tarball);

  const mocha = ['node_modules/mocha/bin/mocha.js', '--no-config', '--require=@swc-node/register'];
  for (const compiler of compilersIn(folder)) {
    for (const project of Object.keys(projects)) {
      const env = {
        ...process.env,
        TYPESCRIPT: join(folder, 'node_modules', compiler, 'bin/tsc'),
        TYPES_PROJECT: join(folder, project),
      };
      const title = `${compiler} accepts and refuses the same (${project})`;
      const args = [...mocha, '--exit', '--forbid-only', '--forbid-pending', 'spec/contract/types/files.spec.ts'];
      await checks.command(title, process.execPath, args, { cwd: root, env });
    }
  }
}

function compilersIn(folder) {
  const { devDependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return Object.keys(devDependencies).filter((name) => name.startsWith('typescript-'));
}
