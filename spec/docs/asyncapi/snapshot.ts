import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';

/** A document is the one that was committed; `UPDATE_SNAPSHOTS=1` writes it anew, to be looked at and committed. */
export function expectSnapshot(name: string, document: object): void {
  const file = path.join(__dirname, 'snapshots', `${name}.json`);
  const written = `${JSON.stringify(document, null, 2)}\n`;
  if (process.env.UPDATE_SNAPSHOTS === '1') writeFileSync(file, written);
  expect(JSON.parse(readFileSync(file, 'utf8'))).to.deep.equal(JSON.parse(written));
}
