import type { EventLabels } from './labels';

/** What is timed of an event. */
export const TIMED = ['queue', 'handler', 'whole'] as const;
export type Timed = (typeof TIMED)[number];

/** How long something took: how often each bound was enough, in seconds. */
export interface Distribution {
  readonly count: number;
  readonly sum: number;
  /** Up to each bound. */
  readonly cumulated: readonly (readonly [bound: number, count: number])[];
}

/**
 * How long events of one kind took. All of it lies side by side in memory: most of what an event costs here is to fetch
 * that.
 */
export class EventTimes {
  readonly #bounds: readonly number[];
  /** Of each of {@link TIMED}: the sum, those that each bound was the first enough for, those above all. */
  readonly #values: Float64Array;

  /** @param bounds in seconds, in ascending order */
  constructor(bounds: readonly number[]) {
    this.#bounds = bounds;
    this.#values = new Float64Array(TIMED.length * (bounds.length + 2));
  }

  /** Each in seconds. @param handler `undefined` where none has run */
  add(queue: number, handler: number | undefined, whole: number): void {
    this.#observe(0, queue);
    if (handler !== undefined) this.#observe(1, handler);
    this.#observe(2, whole);
  }

  of(timed: Timed): Distribution {
    const bounds = this.#bounds;
    const from = TIMED.indexOf(timed) * (bounds.length + 2);
    const [sum = 0, ...counts] = this.#values.subarray(from, from + bounds.length + 2);
    let count = 0;
    const cumulated = bounds.map((bound, index) => [bound, (count += counts[index] ?? 0)] as const);
    return { sum, cumulated, count: count + (counts.at(-1) ?? 0) };
  }

  #observe(which: number, seconds: number): void {
    const bounds = this.#bounds;
    let bound = 0;
    while (bound < bounds.length && seconds > (bounds[bound] ?? 0)) bound += 1;
    const from = which * (bounds.length + 2);
    this.#add(from, seconds);
    this.#add(from + 1 + bound, 1);
  }

  #add(index: number, value: number): void {
    this.#values[index] = (this.#values[index] ?? 0) + value;
  }
}

/** A value in the form of prom-client. */
interface Value {
  readonly metricName: string;
  readonly labels: Readonly<Record<string, string | number>>;
  readonly value: number;
}

/**
 * A histogram that is read when Prometheus asks, in the form of a metric of prom-client: its own takes longer for one value
 * than an event does in all other ways.
 */
export class DistributionMetric {
  readonly type = 'histogram';
  readonly aggregator = 'sum';
  readonly #read: () => Iterable<readonly [EventLabels, Distribution]>;

  /** @param reset forgets everything, as the registry may be told to */
  constructor(
    readonly name: string,
    readonly help: string,
    read: () => Iterable<readonly [EventLabels, Distribution]>,
    readonly reset: () => void,
  ) {
    this.#read = read;
  }

  get(): Promise<Pick<this, 'name' | 'help' | 'type' | 'aggregator'> & { readonly values: readonly Value[] }> {
    const { name, help, type, aggregator } = this;
    const values = [...this.#read()].flatMap(([labels, distribution]) => this.#values({ ...labels }, distribution));
    return Promise.resolve({ name, help, type, aggregator, values });
  }

  #values(labels: Readonly<Record<string, string>>, { cumulated, count, sum }: Distribution): Value[] {
    const bucket = (le: number | string, value: number): Value => {
      return { metricName: `${this.name}_bucket`, labels: { ...labels, le }, value };
    };
    return [
      ...cumulated.map(([bound, upTo]) => bucket(bound, upTo)),
      bucket('+Inf', count),
      { metricName: `${this.name}_sum`, labels, value: sum },
      { metricName: `${this.name}_count`, labels, value: count },
    ];
  }
}
