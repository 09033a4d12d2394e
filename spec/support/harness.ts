import 'reflect-metadata';
import { setImmediate as eventLoopTurn, setTimeout as pause } from 'node:timers/promises';
import { patience } from '../../src/testing/kit/patience';
import { chromiumHere } from './chromium';
import { leaveOutWhatCannotRun, MissingHere, reportLeftOut } from './left-out';
import { PATIENT } from './patience';
import { hasAnotherTry, isSecondTry, letHooksTryAgain, noteTry, reportTries } from './tries';

/** What was rejected and awaited by nobody, by promise: mocha emits the event a second time. */
const unhandled = new Map<unknown, unknown>();
/** What was rejected in a hook, or after a test. */
const stray: unknown[] = [];
let aTestFailed = false;

type Body = (this: Mocha.Context) => unknown;
/** What specs say, by what runs in place of it: a second try has what ran in the first. */
const bodies = new WeakMap<Body, Body>();
/** The try that runs: an uncaught exception ends it before its body does. */
let current: Try = { isOver: true };

interface Try {
  readonly test?: Mocha.Test;
  isOver: boolean;
}

function begin(test: Mocha.Test): Try {
  return (current = { test, isOver: false });
}

function endTry(error: unknown): void {
  if (current.test && !current.isOver) noteTry(current.test, error);
  current.isOver = true;
}

/** So long is waited, in milliseconds, for what a failed try has begun: what it leaves would fail the next. */
const SETTLING_MS = 500;

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
    letHooksTryAgain(this.runnable(), (error) => error instanceof MissingHere);
    leaveOutWhatCannotRun(this.runnable());
    this.timeout(120_000);
    await chromiumHere().catch(() => undefined); // where it has to be unpacked, no test has to wait for it
    process.off('unhandledRejection', note).on('unhandledRejection', note); // mocha --parallel removes it after each file
    process.off('uncaughtExceptionMonitor', endTry).on('uncaughtExceptionMonitor', endTry);
  },

  beforeEach(this: Mocha.Context): void {
    stray.push(...takeUnhandled());
    const test = this.currentTest;
    const given = test?.fn as Body | undefined;
    const body = given && (bodies.get(given) ?? given);
    if (!test || !body || body.length > 0) return; // one with a callback
    const wrapped: Body = async function (this: Mocha.Context) {
      const own = begin(test);
      try {
        await body.call(this);
      } catch (error) {
        noteTry(test, error);
        aTestFailed = true;
        if (hasAnotherTry(test)) {
          await pause(SETTLING_MS);
          takeUnhandled();
        }
        throw error;
      } finally {
        await eventLoopTurn();
        // One that an uncaught exception has ended meanwhile must not settle: mocha would take it for a second end.
        if (own.isOver) await new Promise(() => undefined);
      }
      const left = takeUnhandled();
      if (left.length > 0) noteTry(test, new Error(`it left a rejection: ${left.map(String).join('; ')}`));
      failWith(left);
    };
    bodies.set(wrapped, body);
    test.fn = wrapped as Mocha.Func;
  },

  afterEach(this: Mocha.Context): void {
    const test = this.currentTest;
    if (test && (test.isFailed() || isSecondTry(test))) aTestFailed = true;
    reportTries(this.currentTest);
  },

  afterAll(): void {
    reportLeftOut();
    if (!aTestFailed) failWith([...stray.splice(0), ...takeUnhandled()]); // else it may come of that test
  },
};
