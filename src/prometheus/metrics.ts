import type * as PromClient from 'prom-client';
import { DistributionMetric, type Timed } from './distribution';
import type { EventTally } from './event-tally';

export type Metrics = ReturnType<typeof makeMetrics>;

/** Every metric, with what it is good for. @param collect sets those that are counted when Prometheus asks */
export function makeMetrics(
  { Counter, Gauge }: typeof PromClient,
  register: PromClient.Registry,
  tally: EventTally,
  collect: () => void,
) {
  const registers = [register];
  const counter = <Label extends string>(name: string, help: string, labelNames: readonly Label[]) =>
    new Counter<Label>({ name: `gateways_${name}`, help, labelNames, registers });
  const gauge = <Label extends string>(name: string, help: string, labelNames: readonly Label[] = []) =>
    new Gauge<Label>({ name: `gateways_${name}`, help, labelNames, registers });
  const histogram = (name: string, help: string, timed: Timed) => {
    const read = () => tally.times(timed);
    const metric = new DistributionMetric(`gateways_${name}`, help, read, () => tally.reset());
    register.registerMetric(metric as object as PromClient.Histogram); // the registry asks for `get` and `reset` alone
    return metric;
  };

  const clients = new Gauge({
    name: 'gateways_clients',
    help: 'Clients that are connected, by namespace: the load of this node, and whether clients are spread evenly',
    labelNames: ['namespace'] as const,
    registers,
    collect, // once for all of them: this is the first
  });
  return {
    clients,
    users: gauge('users', 'Users that are connected, by namespace: fewer than clients where they have several tabs', [
      'namespace',
    ]),
    sessions: gauge(
      'sessions_waiting',
      'Sessions of lost clients that can be recovered here: they keep packets in memory',
      ['namespace'],
    ),
    connects: counter(
      'connects_total',
      'Clients that came into a namespace, by outcome: a storm of reconnects shows here',
      ['namespace', 'code'],
    ),
    refusals: counter(
      'refusals_total',
      'Clients that were refused, by what has refused them: a new version with a faulty guard shows here',
      ['namespace', 'reason'],
    ),
    disconnects: counter(
      'disconnects_total',
      'Clients that have left, by the reason of socket.io: tells networks (transport close, ping timeout) from clients and servers',
      ['namespace', 'reason'],
    ),
    recoveries: counter(
      'recoveries_total',
      'Clients that asked for their session, by result: what is not recovered is loaded anew',
      ['namespace', 'result'],
    ),
    events: counter(
      'events_total',
      'Events, by the code that they were answered with: the rate of requests and of errors',
      ['gateway', 'event', 'code'],
    ),
    errors: counter(
      'errors_total',
      'Events that were answered with an error: 1011 is a fault of the application, others are refusals',
      ['gateway', 'code'],
    ),
    queueSeconds: histogram(
      'event_queue_seconds',
      'The time before an event starts, for @OnConnected or in serial order: long where clients send faster than they are served',
      'queue',
    ),
    handlerSeconds: histogram(
      'event_handler_seconds',
      'The time of the handler alone: your own code, and what it waits for',
      'handler',
    ),
    eventSeconds: histogram(
      'event_seconds',
      'The time from the arrival of an event to its answer: what clients wait for, besides the network',
      'whole',
    ),
    eventsRunning: gauge('events_running', 'Events and hooks that run: grows without end where handlers do not end'),
    eventsWaiting: gauge(
      'events_waiting',
      'Events that wait for @OnConnected or for others in serial order: they take memory, and their clients wait',
      ['namespace'],
    ),
    streams: gauge('streams_open', 'Streams that clients read: grows without end where generators do not end', [
      'namespace',
    ]),
    unacknowledged: counter(
      'unacknowledged_total',
      'Acknowledgements that the server asked for and did not get: clients that hang or have gone',
      ['reason'],
    ),
    slowClients: gauge(
      'slow_clients',
      'Connections that read so slowly that streams wait for them: bad networks, or clients that hang',
    ),
    bufferedBytes: gauge('buffered_bytes', 'Bytes that wait for clients that read slowly: memory that they take'),
    fastPath: counter(
      'fast_path_total',
      'Payloads that were right as they are (hit), and that Joi had to look at (miss), of all hosts of the process: many misses cost time',
      ['result'],
    ),
    bytes: counter(
      'bytes_total',
      'Bytes in and out, by transport, of WebSockets with all that their TCP connections carry: traffic, and who has to poll',
      ['direction', 'transport'],
    ),
    limits: counter('limit_hits_total', 'Clients that went beyond a limit: an attack, or a limit that is too small', [
      'limit',
      'closed',
    ]),
  };
}
