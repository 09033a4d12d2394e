import type { CountedEvent } from '../channels';
import { Distribution } from './distribution';
import type { EventLabels, Labels } from './labels';

/** What is counted of one event. */
interface Series {
  /** By code. */
  readonly counts: Map<string, number>;
  readonly queue: Distribution;
  readonly handler: Distribution;
  readonly whole: Distribution;
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
    const { counts, queue, handler, whole } = this.#of(this.#labels.event(event));
    const code = this.#labels.code(event);
    counts.set(code, (counts.get(code) ?? 0) + 1);
    const { durations, startedAt } = event;
    queue.observe((durations.queue ?? 0) / 1_000);
    if (durations.handler !== undefined) handler.observe(durations.handler / 1_000);
    whole.observe((endedAt - startedAt) / 1_000);
  }

  /** How many there were, by code. */
  *counts(): Iterable<readonly [EventLabels & { readonly code: string }, number]> {
    for (const [labels, { counts }] of this.#series)
      for (const [code, count] of counts) yield [{ ...labels, code }, count];
  }

  *times(of: 'queue' | 'handler' | 'whole'): Iterable<readonly [EventLabels, Distribution]> {
    for (const [labels, series] of this.#series) if (series[of].count > 0) yield [labels, series[of]];
  }

  reset(): void {
    this.#series.clear();
  }

  #of(labels: EventLabels): Series {
    let series = this.#series.get(labels);
    if (!series) {
      const times = (): Distribution => new Distribution(this.#bounds);
      series = { counts: new Map(), queue: times(), handler: times(), whole: times() };
      this.#series.set(labels, series);
    }
    return series;
  }
}
