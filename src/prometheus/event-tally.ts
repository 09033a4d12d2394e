import type { CountedEvent } from '../channels';
import { type Distribution, EventTimes, type Timed } from './distribution';
import type { EventLabels, Labels } from './labels';

/** What is counted of one event. */
interface Series {
  /** How many, by code; each in a box, so that it is looked up once. */
  readonly counts: Map<string, { count: number }>;
  readonly times: EventTimes;
}

/** Counts events as they end, so that each costs little; Prometheus reads it seldom. */
export class EventTally {
  readonly #labels: Labels;
  readonly #bounds: readonly number[];
  readonly #series = new Map<EventLabels, Series>();

  /** @param bounds of the histograms, in seconds */
  constructor(labels: Labels, bounds: readonly number[]) {
    this.#labels = labels;
    this.#bounds = bounds;
  }

  /** @param endedAt as `performance.now()` counts */
  add(event: CountedEvent, endedAt: number): void {
    const { counts, times } = this.#of(this.#labels.event(event));
    const code = this.#labels.code(event);
    const counted = counts.get(code);
    if (counted) counted.count += 1;
    else counts.set(code, { count: 1 });
    const { durations, startedAt } = event;
    const { queue = 0, handler } = durations;
    times.add(queue / 1_000, handler === undefined ? undefined : handler / 1_000, (endedAt - startedAt) / 1_000);
  }

  /** How many there were, by code. */
  *counts(): Iterable<readonly [EventLabels & { readonly code: string }, number]> {
    for (const [labels, { counts }] of this.#series)
      for (const [code, { count }] of counts) yield [{ ...labels, code }, count];
  }

  *times(timed: Timed): Iterable<readonly [EventLabels, Distribution]> {
    for (const [labels, { times }] of this.#series) {
      const distribution = times.of(timed);
      if (distribution.count > 0) yield [labels, distribution];
    }
  }

  reset(): void {
    this.#series.clear();
  }

  #of(labels: EventLabels): Series {
    let series = this.#series.get(labels);
    if (!series) {
      series = { counts: new Map(), times: new EventTimes(this.#bounds) };
      this.#series.set(labels, series);
    }
    return series;
  }
}
