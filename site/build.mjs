/**
 * Builds the site: the pages of docs/ and the reference of the docstrings, as `site/dist`, which any server of files can
 * serve. `SITE_BASE=/folder/` where it is not at the root.
 *
 *   npm run site            builds it; a dead link is an error
 *   npm run site -- dev     serves it, and builds again what changes
 */
import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { assertAnswers } from './questions.mjs';

const here = import.meta.dirname;
const root = join(here, '..');
const pages = join(here, 'pages');
const repository = 'https://github.com/inversify-express-gateways/inversify-express-gateways/blob/main';
const entries = ['src/index.ts', 'src/client/index.ts', 'src/docs/index.ts', 'src/testing/index.ts'];

rmSync(pages, { recursive: true, force: true });
mkdirSync(join(pages, '.vitepress'), { recursive: true });
mkdirSync(join(pages, 'public'));
cpSync(join(here, 'config.mjs'), join(pages, '.vitepress/config.mjs'));
cpSync(join(here, 'index.md'), join(pages, 'index.md'));
for (const name of readdirSync(join(root, 'docs'))) {
  if (name.endsWith('.md')) copyPage(join(root, 'docs', name), name, '..');
  else for (const folder of [pages, join(pages, 'public')]) cpSync(join(root, 'docs', name), join(folder, name));
}
copyPage(join(root, 'CHANGELOG.md'), 'changelog.md', 'docs');
copyPage(join(root, 'SECURITY.md'), 'security.md', 'docs');

node('typedoc/bin/typedoc', [
  ...['--plugin', 'typedoc-plugin-markdown', '--readme', 'none', '--out', join(pages, 'reference')],
  ...['--tsconfig', 'tsconfig.build.json', '--excludeInternal', '--disableSources', '--entryFileName', 'index'],
  ...['--hideBreadcrumbs', '--hidePageHeader', '--logLevel', 'Error', '--name', 'API reference'],
  ...entries,
]);
const isDev = process.argv.includes('dev');
node('vitepress/bin/vitepress.js', [isDev ? 'dev' : 'build', pages]);
if (!isDev) {
  assert.deepEqual(outside(join(here, 'dist')), [], 'a page that loads something from another server');
  if (process.env.SITE_BASE === undefined) await assertAnswers(join(here, 'dist'));
}

/** Links out of docs/ lead to the repository. @param up how such a link begins */
function copyPage(from, name, up) {
  const text = readFileSync(from, 'utf8')
    .replace(/\]\(\.\.\/([^)]+)\)/g, `](${repository}/$1)`)
    .replaceAll(`](${up === 'docs' ? 'docs/' : './'}`, '](')
    .replaceAll(/\]\(https:[^)]*\/blob\/main\/docs\/([\w-]+\.md[^)]*)\)/g, ']($1)')
    .replaceAll(/\]\(https:[^)]*\/blob\/main\/SECURITY\.md\)/g, '](security.md)');
  writeFileSync(join(pages, name), text);
}

/** Every script, style, font and picture of the site that is of another origin. */
function outside(folder) {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(html|css)$/.test(name));
  return files.flatMap((name) => {
    const text = readFileSync(join(folder, name), 'utf8');
    const loaded = text.match(/(<(script|img|link|iframe)[^>]*(src|href)="https?:[^"]*"|url\(["']?https?:[^)]*\))/g);
    return (loaded ?? []).map((tag) => `${name}: ${tag}`);
  });
}

function node(program, args) {
  execFileSync(process.execPath, [join(root, 'node_modules', program), ...args], { cwd: root, stdio: 'inherit' });
}
