import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';

const root = join(__dirname, '..', '..');

/** The specs that SECURITY.md names in the last column of its tables: `engine/origin` is `spec/engine/origin.spec.ts`. */
function namedSpecs(): string[] {
  const rows = readFileSync(join(root, 'SECURITY.md'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('|'));
  const cells = rows.map((row) => row.split('|').at(-2) ?? '');
  return cells.flatMap((cell) => [...cell.matchAll(/`([a-z-]+\/[^`]+)`/g)].map(([, name]) => name!));
}

describe('SECURITY.md', () => {
  it('names specs that there are, for its threats', () => {
    const named = namedSpecs();
    const isThere = (name: string): boolean =>
      existsSync(join(root, 'spec', `${name}.spec.ts`)) || existsSync(join(root, 'spec', name));
    expect(named).to.not.be.empty;
    expect(named.filter((name) => !isThere(name))).to.deep.equal([]);
  });
});
