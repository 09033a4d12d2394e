import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { minifySync } from '@swc/core';
import { expect } from 'chai';
import ts from 'typescript';

const FOLDER = path.join(__dirname, '../../src/client');
const files = readdirSync(FOLDER);

/** The modules as they are published, without comments and white space. */
function minified(): string {
  const modules = files.map((file) => {
    const { outputText } = ts.transpileModule(readFileSync(path.join(FOLDER, file), 'utf8'), {
      compilerOptions: { module: ts.ModuleKind.ES2022, target: ts.ScriptTarget.ES2022 },
    });
    return minifySync(outputText, { module: true, compress: true, mangle: true }).code;
  });
  return modules.join('\n');
}

describe('the client', () => {
  it('has less than 3 kB, minified and gzipped', () => {
    expect(gzipSync(minified()).length).to.be.within(500, 3_000);
  });

  it('imports nothing but its own files', () => {
    const imports = [...minified().matchAll(/from\s*"([^"]+)"/g)].map(([, name = '']) => name);
    expect(imports).not.to.be.empty;
    expect(imports.filter((name) => !files.includes(name.replace('./', '')))).to.deep.equal([]);
  });
});
