import { expect } from 'chai';
import { WsStatus } from '../../src';
import { read } from './examples';

describe('The page on errors', () => {
  const page = read('docs/errors.md');

  it('has the name of each code of its table as WsStatus has it', () => {
    const rows = [...page.matchAll(/^\|.*\| (1\d{3}) +\| `(\w+)` +\|/gm)];
    expect(rows).to.have.length.above(10);
    for (const [, code, name = ''] of rows) expect(WsStatus).to.have.property(name, Number(code));
  });

  it('names every code of WsStatus', () => {
    for (const [name, code] of Object.entries(WsStatus)) expect(page).to.include(name).and.to.include(String(code));
  });
});
