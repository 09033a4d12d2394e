/** Counts what is running, so that someone can wait for it. */
export class InFlight {
  #running = 0;
  #idle: (() => void)[] = [];

  begin(): void {
    this.#running += 1;
  }

  end(): void {
    this.#running -= 1;
    if (this.#running > 0) return;
    for (const resolve of this.#idle.splice(0)) resolve();
  }

  /** Resolves when nothing is running. */
  idle(): Promise<void> {
    if (this.#running === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#idle.push(resolve);
    });
  }
}

/** What the gateways of one host are doing, so that closing it can stop new work and wait for the rest. */
export class Activity {
  /** From now on nothing new is started. */
  closing = false;
  /** Handlers of events, and `@OnConnected`. */
  readonly handlers = new InFlight();
  /** The hooks for clients that leave. */
  readonly leaving = new InFlight();

  async idle(): Promise<void> {
    await this.handlers.idle();
    await this.leaving.idle();
  }
}

/** Waits for `work`, but no longer than `timeoutMs`; gives whether it was done in time. */
export async function within(timeoutMs: number, work: (deadline: AbortSignal) => Promise<unknown>): Promise<boolean> {
  const deadline = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const passed = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => {
      resolve(false);
    }, timeoutMs);
  });
  try {
    return await Promise.race([work(deadline.signal).then(() => true), passed]);
  } finally {
    clearTimeout(timer);
    deadline.abort();
  }
}
