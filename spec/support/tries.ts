/** What the first try of a test threw, by the title of the test: CI lets a test try twice. */
const failures = new Map<string, string>();

/** A test has thrown: it may get a second try. */
export function noteTry(test: Mocha.Test, error: unknown): void {
  failures.set(test.fullTitle(), ((error as Error | undefined)?.message ?? '').split('\n', 1)[0] ?? '');
}

/**
 * One line for a test that passed, but not at once. A busy machine explains some of them; the same one twice is a fault
 * of the spec or of the source.
 */
export function reportTries(test: Mocha.Test | undefined): void {
  if (test?.state !== 'passed') return;
  const tried = test as unknown as { currentRetry: () => number }; // its types say that it returns nothing
  if (tried.currentRetry() === 0) return;
  const failure = failures.get(test.fullTitle()) ?? 'it took too long, or left a rejection that nobody awaits';
  console.log(`Passed at the second try: ${test.fullTitle()} (${failure})`);
}
