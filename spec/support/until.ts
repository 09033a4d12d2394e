import { setImmediate as eventLoopTurn } from 'node:timers/promises';

const LIMIT_MS = 10_000;

/** Resolves when a condition holds, which is asked in each turn of the event loop; rejects where it does not in time. */
export async function until(holds: () => boolean | Promise<boolean>, what: string, limitMs = LIMIT_MS): Promise<void> {
  const end = performance.now() + limitMs;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`Not within ${limitMs} ms: ${what}`);
    await eventLoopTurn();
  }
}
