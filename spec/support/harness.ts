import 'reflect-metadata';
import { setImmediate as eventLoopTurn } from 'node:timers/promises';
import { patience } from '../../src/testing/kit/patience';
import { chromiumHere } from './chromium';
import { leaveOutWhatCannotRun, reportLeftOut } from './left-out';
import { PATIENT } from './patience';
import { noteTry, reportTries } from './tries';

/** What was rejected and awaited by nobody, by promise: mocha emits the event a second time. */
const unhandled = new Map<unknown, unknown>();
/** What was rejected in a hook, or after a test. */
const stray: unknown[] = [];
let aTestFailed = false;

function note(reason: unknown, promise: unknown): void {
  unhandled.set(promise, reason);
}

function takeUnhandled(): unknown[] {
  const reasons = [...unhandled.values()];
  unhandled.clear();
  return reasons;
}

function failWith(reasons: readonly unknown[]): void {
  if (reasons.length > 0) throw new AggregateError(reasons, `Unhandled: ${reasons.map(String).join('; ')}`);
}

/**
 * A rejection that nobody awaits fails the test in which it happens, and the run goes on. Left to itself, mocha would end
 * the run where that test has passed already; so each test waits for one more turn of the event loop.
 */
export const mochaHooks = {
  async beforeAll(this: Mocha.Context): Promise<void> {
    Object.assign(patience, PATIENT);
    leaveOutWhatCannotRun(this.runnable());
    this.timeout(120_000);
    await chromiumHere().catch(() => undefined); // where it has to be unpacked, no test has to wait for it
    process.off('unhandledRejection', note).on('unhandledRejection', note); // mocha --parallel removes it after each file
  },

  beforeEach(this: Mocha.Context): void {
    stray.push(...takeUnhandled());
    const test = this.currentTest;
    const body = test?.fn as Mocha.AsyncFunc | undefined;
    if (!test || !body || body.length > 0) return; // one with a callback
    test.fn = async function (this: Mocha.Context) {
      try {
        await body.call(this);
      } catch (error) {
        noteTry(test, error);
        throw error;
      } finally {
        await eventLoopTurn();
        // One that an uncaught exception has failed meanwhile must not settle: mocha would take it for a second end.
        if (test.isFailed()) await new Promise(() => undefined);
      }
      failWith(takeUnhandled());
    };
  },

  afterEach(this: Mocha.Context): void {
    aTestFailed ||= this.currentTest?.isFailed() ?? false;
    reportTries(this.currentTest);
  },

  afterAll(): void {
    reportLeftOut();
    if (!aTestFailed) failWith([...stray.splice(0), ...takeUnhandled()]); // else it may come of that test
  },
};
