import type * as Api from '@opentelemetry/api';
import { channels, type ConnectMessage, type EventMessage, type LeftMessage, type RefusedMessage } from '../channels';
import type { Labels } from '../prometheus/labels';

/**
 * The metrics of the API: the duration of events by the conventions, and the ways of clients. Gives the function that
 * ends it.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/messaging/messaging-metrics/
 */
export function recordMetrics(meter: Api.Meter, servers: ReadonlySet<object>, labels: Labels): () => void {
  const duration = meter.createHistogram('messaging.process.duration', {
    unit: 's',
    description: 'The time from the arrival of an event to its answer',
  });
  const clients = meter.createUpDownCounter('gateways.clients', { description: 'Clients that are connected' });
  const refusals = meter.createCounter('gateways.refusals', { description: 'Clients that were refused' });
  const disconnects = meter.createCounter('gateways.disconnects', { description: 'Clients that have left' });

  const onEvent = (message: EventMessage): void => {
    if (!servers.has(message.server)) return;
    const { gateway, event } = labels.event(message);
    duration.record((performance.now() - message.startedAt) / 1_000, {
      'messaging.system': 'socket.io',
      'messaging.operation.type': 'process',
      'messaging.destination.template': labels.namespace(message.namespace),
      'messaging.socket.io.event_name': event,
      'gateways.gateway': gateway,
      'gateways.code': labels.code(message),
    });
  };
  /** Those that are counted: others were there before, or leave as their `@OnConnected` has refused them. */
  const counted = new WeakSet<object>();
  const onConnect = ({ server, namespace, socket, outcome }: ConnectMessage): void => {
    if (!servers.has(server) || outcome !== 'ok' || !socket.connected) return;
    counted.add(socket);
    clients.add(1, about(namespace));
  };
  const onLeft = ({ server, namespace, socket, reason }: LeftMessage): void => {
    if (!servers.has(server)) return;
    if (counted.delete(socket)) clients.add(-1, about(namespace));
    disconnects.add(1, { ...about(namespace), reason: labels.leaving(reason) });
  };
  const onRefused = ({ server, namespace, reason }: RefusedMessage): void => {
    if (servers.has(server)) refusals.add(1, { ...about(namespace), reason });
  };
  const about = (namespace: string | undefined): Api.Attributes => ({
    'messaging.destination.template': labels.namespace(namespace),
  });

  channels.event.asyncEnd.subscribe(onEvent);
  channels.connect.asyncEnd.subscribe(onConnect);
  channels.left.subscribe(onLeft);
  channels.refused.subscribe(onRefused);
  return () => {
    channels.event.asyncEnd.unsubscribe(onEvent);
    channels.connect.asyncEnd.unsubscribe(onConnect);
    channels.left.unsubscribe(onLeft);
    channels.refused.unsubscribe(onRefused);
  };
}
