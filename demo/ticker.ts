import { injectable } from 'inversify';

const INTERVAL_MS = 1_000;

/** Ticks; in a cluster somewhere else, so that no two nodes do. */
export interface Clock {
  start(onTick: (count: number) => void): void;
  stop(): void;
}

/** Counts, for as long as it is not stopped. */
@injectable()
export class Ticker implements Clock {
  #timer: NodeJS.Timeout | undefined;

  start(onTick: (count: number) => void): void {
    let count = 0;
    this.#timer = setInterval(() => {
      count += 1;
      onTick(count);
    }, INTERVAL_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
