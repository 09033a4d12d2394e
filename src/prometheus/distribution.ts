import type { EventLabels } from './labels';

/** How long something took, of one event: how often each bound was enough, in seconds. */
export class Distribution {
  count = 0;
  sum = 0;
  readonly #bounds: readonly number[];
  /** Of each bound, those that are above the bound before it. */
  readonly #counts: number[];

  constructor(bounds: readonly number[]) {
    this.#bounds = bounds;
    this.#counts = bounds.map(() => 0);
  }

  observe(seconds: number): void {
    this.count += 1;
    this.sum += seconds;
    const bounds = this.#bounds;
    let index = 0;
    while (index < bounds.length && seconds > (bounds[index] ?? 0)) index += 1;
    if (index < bounds.length) this.#counts[index] = (this.#counts[index] ?? 0) + 1;
  }

  /** Up to each bound. */
  get cumulated(): readonly (readonly [bound: number, count: number])[] {
    let sum = 0;
    return this.#bounds.map((bound, index) => [bound, (sum += this.#counts[index] ?? 0)]);
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
