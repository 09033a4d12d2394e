/** What a server is to be for one measurement. */
export interface Scenario {
  /**
   * `dispatch` answers a validated message with itself, `around` does so behind a guard and an interceptor, `emit`
   * answers with an event of its own, `broadcast` tells everyone, `refuse` validates what is wrong.
   */
  does: 'dispatch' | 'around' | 'emit' | 'broadcast' | 'refuse';
  /** What `refuse` validates, and with which library. */
  library: 'joi' | 'zod';
  shape: 'rows' | 'dictionary';
  /** How many events each gateway handles. */
  events: number;
  gateways: number;
  /** Options of `attachGateways`, for variants of this library. */
  attach: object;
  /** Who watches events of this library: metrics for Prometheus, or spans where OpenTelemetry has no SDK. */
  watch: 'nobody' | 'metrics' | 'spans';
}

const given = JSON.parse(process.argv[2] ?? '{}') as Partial<Scenario>; // from the harness, which is in this folder

export const scenario: Scenario = {
  does: 'dispatch',
  library: 'joi',
  shape: 'rows',
  events: 1,
  gateways: 1,
  attach: {},
  watch: 'nobody',
  ...given,
};

/** The names of the events: the first is the one that clients send. */
export const eventNames: readonly string[] = [
  'message',
  ...Array.from({ length: scenario.events - 1 }, (_, index) => `event-${index + 1}`),
];
