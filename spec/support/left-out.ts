/** What a spec needs and this machine does not have. */
export class MissingHere extends Error {}

/** A test or a hook of mocha, as it runs: its types show the rest. */
interface Runnable {
  readonly parent?: object;
  readonly type?: string;
  pending: boolean;
  run: (this: Runnable, done: (error?: unknown) => void) => void;
}

/** CI leaves nothing out: there it is a failure. */
const isCI = Boolean(process.env.CI);
/** What was missing, and how many tests or groups of tests were left out for it. */
const leftOut = new Map<string, number>();
/** The groups of tests whose hooks have not all run. */
const groups = new WeakSet<object>();

/**
 * From now on a test that throws {@link MissingHere} is pending, and so are all tests that a hook which throws it
 * stands before. Of mocha it is what `this.skip()` does, without a `this`.
 *
 * @param hook any hook of mocha
 */
export function leaveOutWhatCannotRun(hook: object): void {
  if (isCI) return;
  let prototype = hook;
  while (!Object.hasOwn(prototype, 'run')) prototype = Object.getPrototypeOf(prototype) as object;
  const runnable = prototype as Runnable; // what has `run` is one
  const { run } = runnable;
  runnable.run = function (this: Runnable, done) {
    run.call(this, (error) => {
      if (error instanceof MissingHere) {
        leftOut.set(error.message, (leftOut.get(error.message) ?? 0) + 1);
        if (this.parent) groups.add(this.parent);
        this.pending = true;
        done();
      } else if (error && this.type === 'hook' && this.parent && groups.has(this.parent)) {
        done(); // it ends what was not begun
      } else done(error);
    });
  };
}

/** One block for the end of the output, which says what was left out. */
export function reportLeftOut(): void {
  if (leftOut.size === 0) return;
  const lines = [...leftOut].map(([what, times]) => `${what} (${times} tests or groups of tests)`);
  console.log(`\n=== Left out\n${lines.join('\n')}\n===`);
}
