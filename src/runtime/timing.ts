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
  try {
    return await inTime(timeoutMs, work(deadline.signal));
  } finally {
    deadline.abort();
  }
}
