import type * as PromClient from 'prom-client';
import { type ConnectMessage, channels, type EventCounter, eventCounters } from '../channels';
import { expectOptions } from '../contract/known-options';
import type { GatewayHost } from '../host';
import { optionalPeer } from '../optional-peer';
import { expectHost } from '../registry/options/host-argument';
import { fastPath } from '../validation/joi/fast-path/hits';
import { ByteCount, TRANSPORTS } from './bytes';
import { EventTally } from './event-tally';
import { Labels } from './labels';
import { type Metrics, makeMetrics } from './metrics';

export interface MetricsOptions {
  /** Where the metrics are registered. @default the default registry of prom-client */
  register?: PromClient.Registry;
  /** Says who a user is, for counting them: `context.user` of two clients of one user are two objects. @default not counted */
  userKey?: (user: unknown) => unknown;
  /** Bounds of the histograms, in seconds. @default 1 ms to 10 s */
  buckets?: readonly number[];
}

export interface GatewayMetrics {
  readonly register: PromClient.Registry;
  /** Ends it, and takes the metrics out of the registry. */
  stop(): void;
}

const OPTIONS = Object.keys({ register: true, userKey: true, buckets: true } satisfies Record<
  keyof MetricsOptions,
  true
>);
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/**
 * Counts what the gateways of a host do, for Prometheus. Call it once they are attached. Whatever clients send, there are
 * as many series as the registry has names: everything else is `other`.
 *
 * ```ts
 * const { register } = gatewayMetrics(gateways);
 * app.get('/metrics', async (_request, response) => response.type(register.contentType).send(await register.metrics()));
 * ```
 *
 * @throws Error where `prom-client` is not installed
 * @throws TypeError where the host is none, or an option has no such name
 */
export function gatewayMetrics(host: GatewayHost, options: MetricsOptions = {}): GatewayMetrics {
  expectHost('gatewayMetrics', host);
  expectOptions('gatewayMetrics', options, OPTIONS);
  const client = optionalPeer('prom-client', 'inversify-express-gateways/prometheus') as typeof PromClient;
  const { register = client.register, userKey, buckets = BUCKETS } = options;
  const labels = new Labels(host.registry);
  const tally = new EventTally(labels, buckets);
  const bytes = new ByteCount();
  const metrics = makeMetrics(client, register, tally, () => {
    collect(host, metrics, userKey);
    collectTallies(metrics, tally, bytes);
  });
  const servers = new Set<object>(host.servers.values());
  const isOurs = ({ server }: { readonly server: object }): boolean => servers.has(server);
  const undo = [...host.servers.values()].map((server) => bytes.add(server));
  const listen = <Message extends object>(
    channel: Subscribable<Message>,
    listener: (message: Message) => void,
  ): void => {
    channel.subscribe(listener);
    undo.push(() => channel.unsubscribe(listener));
  };

  const countEvent: EventCounter = (event, endedAt) => isOurs(event) && tally.add(event, endedAt);
  eventCounters.add(countEvent);
  undo.push(() => eventCounters.delete(countEvent));
  listen(channels.connect.asyncEnd, (message) => isOurs(message) && countConnect(message, metrics, labels));
  listen(channels.refused, (message) => {
    if (!isOurs(message)) return;
    metrics.refusals.inc({ namespace: labels.namespace(message.namespace), reason: message.reason });
  });
  listen(channels.left, (message) => {
    if (!isOurs(message)) return;
    metrics.disconnects.inc({ namespace: labels.namespace(message.namespace), reason: labels.leaving(message.reason) });
  });
  listen(channels.recovered, (message) => {
    if (!isOurs(message)) return;
    metrics.recoveries.inc({ namespace: labels.namespace(message.namespace), result: message.reason ?? 'recovered' });
  });
  listen(channels.limit, (message) => {
    if (isOurs(message)) metrics.limits.inc({ limit: labels.limit(message.limit), closed: String(message.isClosed) });
  });
  listen(channels.unacknowledged, (message) => {
    if (isOurs(message)) metrics.unacknowledged.inc({ reason: message.reason }, message.count);
  });

  return {
    register,
    stop() {
      for (const each of undo.splice(0)) each();
      for (const metric of Object.values(metrics)) register.removeSingleMetric(nameOf(metric));
    },
  };
}

/** Its types leave it out. */
function nameOf(metric: object): string {
  return (metric as { readonly name: string }).name;
}

interface Subscribable<Message extends object> {
  subscribe(listener: (message: Message) => void): void;
  unsubscribe(listener: (message: Message) => void): boolean;
}

function countConnect(message: ConnectMessage, metrics: Metrics, labels: Labels): void {
  metrics.connects.inc({ namespace: labels.namespace(message.namespace), code: labels.code(message) });
}

/** What was counted beside prom-client, as its own counters take longer for one than an event takes. */
function collectTallies(metrics: Metrics, tally: EventTally, bytes: ByteCount): void {
  for (const metric of [metrics.events, metrics.errors, metrics.bytes]) metric.reset();
  for (const [labels, count] of tally.counts()) {
    metrics.events.inc(labels, count);
    const { gateway, code } = labels;
    if (!['ok', 'cancelled'].includes(code)) metrics.errors.inc({ gateway, code }, count);
  }
  for (const direction of ['in', 'out'] as const)
    for (const transport of TRANSPORTS) {
      const count = bytes.total(direction, transport);
      if (count > 0) metrics.bytes.inc({ direction, transport }, count);
    }
}

/** What there is at this moment, when Prometheus asks. */
function collect(host: GatewayHost, metrics: Metrics, userKey: MetricsOptions['userKey']): void {
  const { namespaces, connections } = host.statistics();
  const waiting = namespaces.reduce((sum, { eventsWaiting }) => sum + eventsWaiting, 0);
  const pending = connections.reduce((sum, { running }) => sum + running, 0);
  for (const { namespace, clients, users, eventsWaiting, streams, sessions } of namespaces) {
    metrics.clients.set({ namespace }, clients);
    if (userKey)
      metrics.users.set({ namespace }, new Set(users.filter((user) => user !== undefined).map(userKey)).size);
    metrics.eventsWaiting.set({ namespace }, eventsWaiting);
    metrics.streams.set({ namespace }, streams);
    metrics.sessions.set({ namespace }, sessions);
  }
  metrics.eventsRunning.set(pending - waiting);
  metrics.bufferedBytes.set(connections.reduce((sum, { bufferedBytes }) => sum + bufferedBytes, 0));
  metrics.slowClients.set(connections.filter(({ isSlow }) => isSlow).length);
  metrics.fastPath.reset();
  metrics.fastPath.inc({ result: 'hit' }, fastPath.hits);
  metrics.fastPath.inc({ result: 'miss' }, fastPath.misses);
}
