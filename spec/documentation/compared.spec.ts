import { expect } from 'chai';
import { read } from './examples';

type Table = Map<string, string[]>;

/** The rows of the tables of a page, by their first cell. */
function rowsOf(page: string): Table {
  const rows = page.split('\n').filter((line) => line.startsWith('|'));
  return new Map(
    rows.map((row) => {
      const [what = '', ...cells] = row
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim());
      return [what, cells];
    }),
  );
}

const [, shown = ''] = /^## What goes wrong elsewhere.*?\n(.*?)^## /ms.exec(read('README.md')) ?? [];
const found = rowsOf(read('bench/compare/results.md'));

describe('the comparison in README.md', () => {
  const rows = [...rowsOf(shown)].slice(2);

  it('has rows that `npm run compare` has asked', () => {
    expect(rows).to.have.length.above(5);
    expect([...found.keys()]).to.include.members(rows.map(([what]) => what));
  });

  for (const [what, [nest = '', here = '']] of rows) {
    it(`says what was found: ${what}`, () => {
      const [foundHere = '', foundNest = ''] = found.get(what) ?? [];
      expect(foundNest).to.match(new RegExp(`^${/^[^:]*/.exec(nest)![0]}`));
      const [code = here.replaceAll('`', '')] = /\d{4}/.exec(here) ?? [];
      expect(foundHere).to.include(code);
    });
  }

  it('is about the versions that were asked', () => {
    const header = /^\|.*\| Ellar .*$/m.exec(read('README.md'))![0];
    const [, ...others] = found.get('asked with an acknowledgement')!;
    for (const title of others) {
      const [, version = ''] = / ([1-9]\d*|0\.\d+)\.[\d.]+$/.exec(title) ?? [];
      expect(header).to.match(new RegExp(` ${version} +\\|`));
    }
  });
});
