/**
 * Builds the page of the console: one script and one style sheet, whose names change with what they hold, so that no
 * cache in between, and no service worker of the application, gives an old one.
 *
 *   node src/docs/console/build.mjs [folder]      by default assets/ beside this file, for running from the sources
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';

const source = join(import.meta.dirname, 'browser');
const target = resolve(process.argv[2] ?? join(import.meta.dirname, 'assets'));
// Its licence is to go with every copy.
const licence = readFileSync(new URL('../LICENSE', import.meta.resolve('preact')), 'utf8');
const banner = `/*! This file contains preact (https://preactjs.com):\n\n${licence.trim()}\n*/`;

const { outputFiles } = await build({
  entryPoints: [join(source, 'main.tsx'), join(source, 'style/main.css')],
  outdir: target,
  entryNames: '[name]',
  bundle: true,
  minify: true,
  format: 'esm',
  target: ['es2022', 'chrome111', 'firefox113', 'safari16.4'],
  tsconfig: join(source, 'tsconfig.json'),
  legalComments: 'none',
  banner: { js: banner },
  write: false,
});

const files = new Map();
let page = readFileSync(join(source, 'index.html'), 'utf8');
for (const { path, contents } of outputFiles) {
  const [, extension] = /\.(\w+)$/.exec(path);
  const hash = createHash('sha256').update(contents).digest('hex').slice(0, 12);
  const name = `console-${hash}.${extension}`;
  files.set(name, contents);
  page = page.replaceAll(`assets/console.${extension}`, `assets/${name}`);
}
files.set('icon.svg', readFileSync(join(source, 'icon.svg')));
files.set('index.html', page); // the last one: it names the others

mkdirSync(target, { recursive: true });
for (const [name, contents] of files) writeFileSync(join(target, name), contents);
for (const name of readdirSync(target)) if (!files.has(name)) rmSync(join(target, name));
