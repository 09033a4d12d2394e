import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { PACKAGE, read, ROOT } from './examples';

interface Manifest {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
}
const manifestOf = (file: string): Manifest => JSON.parse(read(file)) as Manifest; // this project's own

describe('The version of the package', () => {
  const { version } = manifestOf('package.json');

  it('is the one that CHANGELOG.md describes first, with its date or as not released yet', () => {
    const [, heading = ''] = /^## (.*)$/m.exec(read('CHANGELOG.md')) ?? [];
    expect(heading).to.match(/^\d+\.\d+\.\d+, (\d{4}-\d\d-\d\d|not released yet)$/);
    expect(heading.split(',')[0]).to.equal(version);
  });

  it('is the one of the lock file', () => {
    const lock = JSON.parse(read('package-lock.json')) as Manifest & { readonly packages: Record<string, Manifest> };
    expect([lock.version, lock.packages['']?.version]).to.deep.equal([version, version]);
  });

  it('is the one that the examples ask for, as an older one has not all that they use', () => {
    const examples = readdirSync(path.join(ROOT, 'examples'), { withFileTypes: true }).filter((entry) =>
      entry.isDirectory(),
    );
    const asked = examples.map(({ name }) => manifestOf(`examples/${name}/package.json`).dependencies[PACKAGE]);
    expect(asked).to.have.length.above(5);
    expect([...new Set(asked)]).to.deep.equal([`^${version.replace(/\.\d+$/, '.0')}`]);
  });
});
