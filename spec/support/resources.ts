import { setImmediate as eventLoopTurn } from 'node:timers/promises';

const LIMIT_MS = 10_000;

/** What keeps a process alive, by `process.getActiveResourcesInfo()`: what is in `after`, and was not in `before`. */
export function added(before: readonly string[], after: readonly string[]): string[] {
  const left = [...before];
  return after.filter((name) => {
    const index = left.indexOf(name);
    if (index >= 0) left.splice(index, 1);
    return index < 0 && name !== 'Immediate'; // these are over in the next turn, and mocha has its own
  });
}

/** What stays of what was added: what was closed goes a few turns later, and clients of other specs may come and go. */
export async function leftOver(before: readonly string[]): Promise<string[]> {
  const deadline = performance.now() + LIMIT_MS;
  for (;;) {
    await eventLoopTurn();
    const left = added(before, process.getActiveResourcesInfo());
    if (left.length === 0 || performance.now() > deadline) return left;
  }
}
