import type { Log } from '../log/log';
import { SlowWork } from './event/slow-work';

/** Counts work that is running, so that closing can wait for it. */
export class PendingWork {
  #running = 0;
  #idle: (() => void)[] = [];

  /** Counts what a promise stands for until it is settled. */
  track(work: Promise<unknown>): void {
    this.begin();
    work.then(this.end, this.end);
  }

  /** For the path of an event, where a promise more would cost each of them. Pair it with {@link end}. */
  readonly begin = (): void => {
    this.#running += 1;
  };

  readonly end = (): void => {
    this.#running -= 1;
    if (this.#running > 0) return;
    for (const resolve of this.#idle.splice(0)) resolve();
  };

  /** Resolves when nothing is running. */
  idle(): Promise<void> {
    if (this.#running === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#idle.push(resolve);
    });
  }
}

/** The work that runs in one host, and whether the host is closing. */
export class HostLifecycle {
  /** Warns of what does not end. */
  readonly slowWork: SlowWork;
  /** From now on no client and no event is let in. */
  closing = false;
  /** Handlers of events, of server events, and `@OnConnected`. */
  readonly handlers = new PendingWork();
  /** The hooks of clients that leave. */
  readonly leaving = new PendingWork();

  constructor(log: Log) {
    this.slowWork = new SlowWork(log);
  }

  async idle(): Promise<void> {
    await this.handlers.idle();
    await this.leaving.idle();
  }
}
