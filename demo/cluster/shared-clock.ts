import cluster, { type Worker } from 'node:cluster';
import type { Clock } from '../ticker';

const INTERVAL_MS = 1_000;

/**
 * The primary's clock: each second one worker tells all clients. A number is given again until a worker says that it has
 * emitted it, so that none is left out when that worker dies.
 */
export class ClusterClock {
  #count = 1;

  /** @param nextWorker who is to emit the next tick, if anybody can */
  start(nextWorker: () => Worker | undefined): void {
    setInterval(() => nextWorker()?.send({ tick: this.#count }), INTERVAL_MS).unref();
    cluster.on('message', (_worker, message: object) => {
      if ('ticked' in message && message.ticked === this.#count) this.#count += 1;
    });
  }
}

/** The worker's end of it. */
export class SharedClock implements Clock {
  #listener: ((message: object) => void) | undefined;

  start(onTick: (count: number) => void): void {
    this.#listener = (message) => {
      if (!('tick' in message) || typeof message.tick !== 'number') return;
      onTick(message.tick);
      process.send?.({ ticked: message.tick });
    };
    process.on('message', this.#listener);
  }

  stop(): void {
    if (this.#listener) process.off('message', this.#listener);
  }
}
