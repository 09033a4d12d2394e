import { expect } from 'chai';
import { type Diagnostic, diagnosticsOf, filesIn, marksIn, PROJECT } from './compiled';

describe('the compiler', function () {
  this.timeout(0); // nothing interrupts the compiler: a limit would throw away what it has found
  let diagnostics: Diagnostic[] = [];
  const saidOf = (file: string): Diagnostic[] => diagnostics.filter((each) => each.file === file);

  before(() => {
    diagnostics = diagnosticsOf(PROJECT);
  });

  for (const file of filesIn('accepted')) {
    it(`has nothing to say of ${file}, where all is right`, () => {
      expect(saidOf(file)).to.deep.equal([]);
    });
  }

  for (const file of filesIn('refused')) {
    it(`refuses what is wrong in ${file}, and says so in words`, () => {
      const marks = marksIn(file);
      expect(marks).to.not.be.empty;
      for (const { line, words } of marks) {
        const message = saidOf(file).find((each) => each.line === line)?.message;
        expect(message, `${file}:${line}`).to.be.a('string').that.includes(words);
      }
    });

    it(`refuses nothing else in ${file}`, () => {
      const marked = new Set(marksIn(file).map(({ line }) => line));
      expect(saidOf(file).filter(({ line }) => !marked.has(line))).to.deep.equal([]);
    });
  }

  it('says of no event that the contract has none of its name where it has', () => {
    const said = diagnostics.flatMap(({ file, message }) =>
      file === 'refused/requests.ts' ? (message.match(/has no event '\w+'/g) ?? []) : [],
    );
    expect(new Set(said)).to.deep.equal(new Set(["has no event 'no_such_event'"]));
  });

  it('finds nothing in the declarations of this package', () => {
    const others = [...filesIn('accepted'), ...filesIn('refused')];
    const isOther = (file: string): boolean =>
      others.includes(file) || /node_modules\/(?!inversify-express-gateways\/)/.test(file);
    expect(diagnostics.filter(({ file }) => !isOther(file))).to.deep.equal([]);
  });
});
