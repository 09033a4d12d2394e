/** Its types keep that mocha counts tries to itself. */
interface Tried {
  currentRetry(): number;
  retries(): number;
}

/** What the first try of a test threw, by the title of the test: CI lets a test try twice. */
const failures = new Map<string, string>();

function tried(test: Mocha.Test): Tried {
  return test as unknown as Tried; // they say that it is protected
}

function firstLineOf(error: unknown): string {
  return ((error as Error | undefined)?.message ?? '').split('\n', 1)[0] ?? '';
}

function tell(title: string, failure: string): void {
  console.log(`Passed at the second try: ${title} (${failure})`);
}

/** A test has thrown: it may get a second try. */
export function noteTry(test: Mocha.Test, error: unknown): void {
  failures.set(test.fullTitle(), firstLineOf(error));
}

export function isSecondTry(test: Mocha.Test): boolean {
  return tried(test).currentRetry() > 0;
}

export function hasAnotherTry(test: Mocha.Test): boolean {
  return tried(test).currentRetry() < tried(test).retries();
}

/**
 * One line for a test that passed, but not at once. A busy machine explains some of them; the same one twice is a fault
 * of the spec or of the source.
 */
export function reportTries(test: Mocha.Test | undefined): void {
  if (test?.state !== 'passed' || !isSecondTry(test)) return;
  tell(test.fullTitle(), failures.get(test.fullTitle()) ?? 'it took too long');
}

/** A test or a hook of mocha, as it runs. */
interface Runnable {
  readonly type?: string;
  readonly title: string;
  fn?: (this: unknown, ...args: unknown[]) => unknown;
  retries(): number;
  resetTimeout(): void;
  run: (this: Runnable, done: (error?: unknown) => void) => void;
}

let doHooksTryAgain = false;

/**
 * From now on a hook that prepares tests and rejects runs a second time where tests may: mocha gives it no second try,
 * and not one of its tests would run.
 *
 * @param hook any hook of mocha
 * @param isFinal whether it would reject again
 */
export function letHooksTryAgain(hook: object, isFinal: (error: unknown) => boolean): void {
  if (doHooksTryAgain) return; // mocha --parallel begins once for each file
  doHooksTryAgain = true;
  let prototype = hook;
  while (!Object.hasOwn(prototype, 'run')) prototype = Object.getPrototypeOf(prototype) as object;
  const runnable = prototype as Runnable; // what has `run` is one
  const { run } = runnable;
  const known = new WeakSet<Runnable>();
  runnable.run = function (this: Runnable, done) {
    if (prepares(this) && this.retries() > 0 && !known.has(this)) {
      known.add(this);
      this.fn = twice(this, isFinal);
    }
    run.call(this, done);
  };
}

function prepares({ type, title, fn }: Runnable): boolean {
  return type === 'hook' && title.startsWith('"before ') && fn?.length === 0;
}

/** What a hook does, and once more where that rejects. */
function twice(hook: Runnable, isFinal: (error: unknown) => boolean): NonNullable<Runnable['fn']> {
  const { fn, title } = hook;
  return function (this: unknown) {
    const first = fn?.call(this);
    if (!(first instanceof Promise)) return first;
    return first.catch(async (error: unknown) => {
      if (isFinal(error)) throw error;
      hook.resetTimeout(); // it has as long as the first time
      await fn?.call(this);
      tell(title, firstLineOf(error));
    });
  };
}
