import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';

const EXAMPLES = path.join(__dirname, '../../examples');
const names = readdirSync(EXAMPLES).filter((name) => statSync(path.join(EXAMPLES, name)).isDirectory());

/** The lines of its programs and pages, without what installs and compiles them. */
function linesOf(name: string): number {
  const files = readdirSync(path.join(EXAMPLES, name), { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => /\.(ts|tsx|js|html)$/.test(file) && !/node_modules|^dist/.test(file))
    .reduce((sum, file) => sum + readFileSync(path.join(EXAMPLES, name, file), 'utf8').split('\n').length - 1, 0);
}

describe('The examples', () => {
  it('have fewer than 150 lines each', () => {
    expect(names).to.have.length.above(5);
    expect(names.filter((name) => linesOf(name) >= 150)).to.deep.equal([]);
  });

  it('have a README each, and are named by the list of all', () => {
    const list = readFileSync(path.join(EXAMPLES, 'README.md'), 'utf8');
    for (const name of names) {
      expect(existsSync(path.join(EXAMPLES, name, 'README.md')), name).to.equal(true);
      expect(list).to.include(`(${name})`);
    }
  });

  it('are run by a spec each', () => {
    const specs = readdirSync(__dirname).map((file) => readFileSync(path.join(__dirname, file), 'utf8'));
    expect(names.filter((name) => !specs.some((spec) => spec.includes(`new Example('${name}')`)))).to.deep.equal([]);
  });
});
