import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { buildConsole } from './workbench';

const ASSETS = path.join(__dirname, '../../../src/docs/console/assets');
const MAX_BYTES = 40 * 1024;

describe('The files of the console', () => {
  before(async function () {
    this.timeout(60_000);
    await buildConsole();
  });

  it('weigh at most 40 kB, compressed: page, script, style and icon', () => {
    const sizes = readdirSync(ASSETS).map((name) => gzipSync(readFileSync(path.join(ASSETS, name))).length);
    expect(sizes).to.have.length(4);
    expect(sizes.reduce((sum, size) => sum + size)).to.be.at.most(MAX_BYTES);
  });

  it('hold no script and no style in the page, and evaluate nothing', () => {
    const read = (extension: string): string =>
      readdirSync(ASSETS)
        .filter((name) => name.endsWith(extension))
        .map((name) => readFileSync(path.join(ASSETS, name), 'utf8'))
        .join('');
    expect(read('.html')).to.not.match(/<style|style=|<script[^>]*>[^<]|\son\w+=/);
    expect(read('.js')).to.not.match(/\beval\(|\bFunction\(/);
    expect(read('.css')).to.not.match(/@import|url\(/);
  });
});
