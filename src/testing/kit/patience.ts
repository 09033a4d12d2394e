/**
 * How long the kit waits, in milliseconds. It is the same for all tests, and nothing of it is exported: only the specs of
 * this package change it, as they run on machines that are busy with each other.
 */
export const patience = {
  /** For an event or an answer. Less than the two seconds that mocha gives a test: its message would say nothing. */
  waitMs: 1_500,
  /** For handlers, hooks and sockets to end after all clients have left. */
  graceMs: 1_000,
};
