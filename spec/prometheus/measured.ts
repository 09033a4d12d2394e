import { expect } from 'chai';
import { Registry } from 'prom-client';
import type { GatewayHost } from '../../src';
import { gatewayMetrics } from '../../src/prometheus';
import { TestApplication } from '../support/application';
import { RecordingLogger } from '../support/recording-logger';

/** Gives the value of a metric, all series with such labels together. */
export type ValueOf = (name: string, labels?: Readonly<Record<string, string>>) => Promise<number>;

export interface Measured {
  readonly application: TestApplication;
  readonly host: GatewayHost;
  readonly logger: RecordingLogger;
  readonly valueOf: ValueOf;
  /** The sum of a histogram's values. */
  readonly sumOf: ValueOf;
}

interface Value {
  readonly metricName?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Runs `body` while an application with those gateways is measured. */
export async function measured(
  gateways: readonly (new () => object)[],
  body: (measured: Measured) => Promise<void>,
): Promise<void> {
  const register = new Registry();
  const logger = new RecordingLogger();
  await using application = new TestApplication();
  const host = application.attach({ gateways, logger });
  const metrics = gatewayMetrics(host, { register });
  await application.listen();
  try {
    await body({
      application,
      host,
      logger,
      valueOf: (name, labels) => valueOf(register, name, labels),
      sumOf: (name, labels) => valueOf(register, name, labels, `gateways_${name}_sum`),
    });
  } finally {
    metrics.stop();
  }
}

async function valueOf(
  register: Registry,
  name: string,
  labels: Readonly<Record<string, string>> = {},
  metricName?: string,
): Promise<number> {
  const found = (await register.getMetricsAsJSON()).find((metric) => metric.name === `gateways_${name}`);
  expect(found, name).to.be.an('object');
  const { values } = found as unknown as { values: Value[] }; // its types leave them out
  return values
    .filter((each) => metricName === undefined || each.metricName === metricName)
    .filter((each) => Object.entries(labels).every(([label, value]) => each.labels[label] === value))
    .reduce((sum, { value }) => sum + value, 0);
}
