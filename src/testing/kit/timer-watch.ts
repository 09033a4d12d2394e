import { AsyncLocalStorage, createHook } from 'node:async_hooks';
import { setImmediate as eventLoopTurn } from 'node:timers/promises';

interface Timer {
  readonly resource: NodeJS.Timeout;
  readonly createdAt: string;
}

/**
 * Knows the timers that were started by what runs inside of it, and not stopped: whatever a server does for its clients
 * happens in the asynchronous context in which it was started. Timers that were unref'ed keep no process alive and are
 * left out.
 */
export class TimerWatch {
  readonly #timers = new Map<number, Timer>();
  /** One for all: every storage that was ever entered makes each promise of the process slower. */
  static readonly #storage = new AsyncLocalStorage<TimerWatch>();
  readonly #hook = createHook({
    init: (id, type, _trigger, resource) => {
      if (type !== 'Timeout' || TimerWatch.#storage.getStore() !== this) return;
      this.#timers.set(id, { resource: resource as NodeJS.Timeout, createdAt: caller() });
    },
    destroy: (id) => void this.#timers.delete(id),
  });

  run<Result>(work: () => Result): Result {
    this.#hook.enable();
    return TimerWatch.#storage.run(this, work);
  }

  /** The places in the code that started the timers that still run. */
  async stop(): Promise<string[]> {
    await eventLoopTurn(); // Node tells of timers that were stopped one turn later
    this.#hook.disable();
    return [...this.#timers.values()].filter(({ resource }) => resource.hasRef()).map(({ createdAt }) => createdAt);
  }
}

/** The first line of the stack that is neither Node's nor a package's. */
function caller(): string {
  const lines = new Error().stack?.split('\n').slice(1) ?? [];
  const own = lines.find((line) => !/node:|node_modules|timer-watch/.test(line));
  return own?.trim() ?? 'somewhere in a package';
}
