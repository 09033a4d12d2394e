import type * as Api from '@opentelemetry/api';
import {
  type ConnectMessage,
  channels,
  type EventMessage,
  type MessageTracingChannel,
  type Surround,
  surrounds,
} from '../channels';
import { expectOptions } from '../contract/known-options';
import type { GatewayHost } from '../host';
import { optionalPeer } from '../optional-peer';
import { Labels } from '../prometheus/labels';
import { expectHost } from '../registry/options/host-argument';
import { recordMetrics } from './metrics';
import { GatewaySpans } from './spans';

export interface TracingOptions {
  /** @default the global one of the API */
  tracerProvider?: Api.TracerProvider;
  meterProvider?: Api.MeterProvider;
  /**
   * Begin a trace with each event that brings no trace context of its own, linked to that of its handshake: for
   * connections that live long. Without it such an event is a child of the handshake's span. @default false
   */
  traceEachEvent?: boolean;
}

export interface GatewayTracing {
  /** Ends it. */
  stop(): void;
}

const OPTIONS = Object.keys({ tracerProvider: true, meterProvider: true, traceEachEvent: true } satisfies Record<
  keyof TracingOptions,
  true
>);
const NAME = 'inversify-express-gateways';

/**
 * Makes a span for each event and each connect of a host's gateways, and metrics, through the API of OpenTelemetry. Call
 * it once they are attached. What handlers do is below the span of their event.
 *
 * ```ts
 * traceGateways(gateways);
 * ```
 *
 * @throws Error where `@opentelemetry/api` is not installed
 * @throws TypeError where the host is none, or an option has no such name
 */
export function traceGateways(host: GatewayHost, options: TracingOptions = {}): GatewayTracing {
  expectHost('traceGateways', host);
  expectOptions('traceGateways', options, OPTIONS);
  const api = optionalPeer('@opentelemetry/api', 'inversify-express-gateways/opentelemetry') as typeof Api;
  const { tracerProvider = api.trace, meterProvider = api.metrics, traceEachEvent = false } = options;
  const servers = new Set<object>(host.servers.values());
  const labels = new Labels(host.registry);
  const spans = new GatewaySpans(api, tracerProvider.getTracer(NAME), labels, traceEachEvent);
  const end = (message: EventMessage | ConnectMessage): void => spans.end(message);
  const stops: (() => void)[] = [];
  // Without an SDK every span is made for nothing: events are followed from the first client on that finds one.
  let isFollowing = false;
  const followEvents = (): boolean => {
    if (isFollowing || tracerProvider.getTracer(NAME) instanceof api.ProxyTracer) return isFollowing;
    isFollowing = true;
    stops.push(follow<EventMessage>(channels.event, api, servers, (message) => spans.event(message), end));
    return true;
  };
  const connect = (message: ConnectMessage): Api.Context =>
    followEvents() ? spans.connect(message) : api.context.active();
  followEvents();
  stops.push(follow<ConnectMessage>(channels.connect, api, servers, connect, end));
  const meter = meterProvider.getMeter(NAME);
  if (meter !== api.createNoopMeter()) stops.push(recordMetrics(meter, servers, labels));
  return {
    stop() {
      for (const stop of stops.splice(0)) stop();
    },
  };
}

/** Runs what a channel is about in the context that `begin` gives. Gives the function that ends it. */
function follow<Message extends EventMessage | ConnectMessage>(
  channel: MessageTracingChannel<Message>,
  { context }: typeof Api,
  servers: ReadonlySet<object>,
  begin: (message: Message) => Api.Context,
  end: (message: Message) => void,
): () => void {
  const onEnd = (message: Message): void => end(message);
  // The API alone knows where the context is kept, so that it cannot be bound to a channel.
  const surround: Surround = {
    start: channel.start,
    run: (message, work) => (servers.has(message.server) ? context.with(begin(message as Message), work) : work()), // of its own channel
  };
  surrounds.add(surround);
  channel.asyncEnd.subscribe(onEnd);
  return () => {
    surrounds.delete(surround);
    channel.asyncEnd.unsubscribe(onEnd);
  };
}
