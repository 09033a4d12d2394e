import { rmSync } from 'node:fs';
import { expect } from 'chai';
import { compile } from './compiled';
import { handlerCount, writeProject } from './many-handlers';

// The compiler counts what it does, and always counts the same: unlike a time, that can be a bound.

/** Instantiations of types for one handler: its two parameters, its event, its reply and its responses. */
const MOST_PER_HANDLER = 1_500;
/** Of a project whose gateways declare a contract to the same without one. */
const MOST_TIMES = 2.5;

function instantiationsOf(withContracts: boolean): number {
  const project = writeProject(withContracts);
  try {
    const output = compile(project, '--extendedDiagnostics');
    expect(output).to.not.include('error TS');
    return Number(/^Instantiations: +(\d+)$/m.exec(output)?.[1]);
  } finally {
    rmSync(project, { recursive: true });
  }
}

describe('the cost of checking', function () {
  this.timeout(0); // nothing interrupts the compiler: a limit would throw away what it has found
  let [withContracts, without] = [0, 0];

  before(() => {
    withContracts = instantiationsOf(true);
    without = instantiationsOf(false);
  });

  it(`of ${handlerCount} handlers is bounded`, () => {
    expect(withContracts / handlerCount).to.be.within(1, MOST_PER_HANDLER);
  });

  it('is not more than a few times that of the same handlers without a contract', () => {
    expect(withContracts / without).to.be.within(1, MOST_TIMES);
  });
});
