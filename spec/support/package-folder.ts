import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import ts from 'typescript';

const ROOT = path.join(__dirname, '../..');
const MODULES = path.join(ROOT, 'node_modules');
const { name: PACKAGE } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as { name: string };

let made: string | undefined;

/**
 * A folder outside of the project with `node_modules` as a user has it: this package, compiled from the sources without
 * looking at types, Express 5, and what the project has besides. It is made once, and removed with the process.
 */
export function packageFolder(): string {
  if (made !== undefined) return made;
  const folder = mkdtempSync(path.join(tmpdir(), 'examples-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const modules = path.join(folder, 'node_modules');
  mkdirSync(modules);
  for (const entry of readdirSync(MODULES)) {
    if (entry.startsWith('.') || entry === 'express') continue;
    symlinkSync(path.join(MODULES, entry), path.join(modules, entry));
  }
  symlinkSync(path.join(MODULES, 'express-5'), path.join(modules, 'express'));
  const own = path.join(modules, PACKAGE);
  compile('src', path.join(own, 'dist'), ts.ModuleKind.CommonJS);
  compile('src/client', path.join(own, 'dist/esm/client'), ts.ModuleKind.ES2022);
  writeFileSync(path.join(own, 'dist/esm/package.json'), '{ "type": "module" }');
  cpSync(path.join(ROOT, 'package.json'), path.join(own, 'package.json'));
  return (made = folder);
}

function compile(source: string, target: string, module: ts.ModuleKind): void {
  const from = path.join(ROOT, source);
  for (const file of readdirSync(from, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts') || file.startsWith(path.join('docs', 'console', 'browser'))) continue;
    const { outputText } = ts.transpileModule(readFileSync(path.join(from, file), 'utf8'), {
      compilerOptions: {
        module,
        target: ts.ScriptTarget.ES2022,
        esModuleInterop: true,
        rewriteRelativeImportExtensions: true,
      },
      fileName: file,
    });
    const written = path.join(target, file.replace(/\.ts$/, '.js'));
    mkdirSync(path.dirname(written), { recursive: true });
    writeFileSync(written, outputText);
  }
}
