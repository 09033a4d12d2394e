import type { Server } from 'socket.io';
import { channels } from '../channels';
import type { Log } from '../log/log';

/** Tells the log and the channel `closed` how `host.close()` goes, step by step. */
export class Closing {
  readonly #servers: readonly Server[];
  readonly #log: Log;
  readonly #startedAt = performance.now();
  #inTime = true;

  constructor(servers: readonly Server[], log: Log) {
    this.#servers = servers;
    this.#log = log;
    const clients = servers.reduce((sum, { engine }) => sum + engine.clientsCount, 0);
    log.info(`Closing: ${clients} connections are open`);
  }

  /** @param done resolves to whether it was done in time */
  async step(what: string, done: Promise<boolean>): Promise<void> {
    const inTime = await done;
    this.#inTime &&= inTime;
    if (inTime) this.#log.debug(`Closing: ${what} after ${this.#durationMs} ms`);
    else this.#log.warn(`Closing: not in time: ${what}; what still runs is left to itself`);
  }

  done(): void {
    const durationMs = this.#durationMs;
    if (channels.closed.hasSubscribers) {
      channels.closed.publish({ servers: this.#servers, durationMs, inTime: this.#inTime });
    }
    this.#log.info(`Closed within ${durationMs} ms`);
  }

  get #durationMs(): number {
    return Math.round(performance.now() - this.#startedAt);
  }
}
