import { setMaxListeners } from 'node:events';

/** Waits for `work`, but no longer than `timeoutMs`; resolves to whether it was done in time. */
export async function inTime(timeoutMs: number, work: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const passed = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => {
      resolve(false);
    }, timeoutMs);
  });
  try {
    return await Promise.race([work.then(() => true), passed]);
  } finally {
    clearTimeout(timer);
  }
}

/** {@link inTime} for work that wants to be told: its signal is aborted when it is done or the time is up. */
export async function within(timeoutMs: number, work: (deadline: AbortSignal) => Promise<unknown>): Promise<boolean> {
  const deadline = new AbortController();
  setMaxListeners(0, deadline.signal); // work for each client may listen
  try {
    return await inTime(timeoutMs, work(deadline.signal));
  } finally {
    deadline.abort();
  }
}

/** The time between two batches, in milliseconds. */
const BATCH_MS = 50;

/**
 * Begins `tasks` in batches that are spread evenly over `durationMs`, the first at once; resolves when all are done. When
 * `signal` is aborted, those that are left begin without waiting.
 */
export async function inBatches(
  tasks: readonly (() => Promise<void>)[],
  durationMs: number,
  signal: AbortSignal,
): Promise<void> {
  const size = Math.ceil(tasks.length / Math.max(1, Math.ceil(durationMs / BATCH_MS)));
  const pauseMs = (durationMs * size) / tasks.length;
  const begun: Promise<void>[] = [];
  for (let from = 0; from < tasks.length; from += size) {
    if (from > 0 && !signal.aborted) await pause(pauseMs, signal);
    begun.push(...tasks.slice(from, from + size).map((begin) => begin()));
  }
  await Promise.all(begun);
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
  });
}
