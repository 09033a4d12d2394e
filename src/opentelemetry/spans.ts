import type * as Api from '@opentelemetry/api';
import type { Socket } from 'socket.io';
import type { ConnectMessage, EventMessage } from '../channels';
import type { Labels } from '../prometheus/labels';

type Message = EventMessage | ConnectMessage;

/**
 * The spans of events and connects.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/
 */
export class GatewaySpans {
  readonly #api: typeof Api;
  readonly #tracer: Api.Tracer;
  readonly #labels: Labels;
  readonly #traceEachEvent: boolean;
  readonly #spans = new WeakMap<Message, Api.Span>();
  /** Of those that are connected, the span of their handshake. */
  readonly #connects = new WeakMap<Socket, Api.Span>();

  constructor(api: typeof Api, tracer: Api.Tracer, labels: Labels, traceEachEvent: boolean) {
    this.#api = api;
    this.#tracer = tracer;
    this.#labels = labels;
    this.#traceEachEvent = traceEachEvent;
  }

  /** Begins the span of a client's way in; gives the context that its guards run in. */
  connect(message: ConnectMessage): Api.Context {
    const { context, propagation, SpanKind, trace } = this.#api;
    const { socket, namespace, gateway } = message;
    // The request's own span, where something has made one; else what its client has sent along.
    const active = context.active();
    const parent = trace.getSpan(active) ? active : propagation.extract(active, socket.handshake.headers);
    const attributes = { ...this.#about(message), 'messaging.operation.type': 'connect', 'gateways.gateway': gateway };
    const span = this.#tracer.startSpan(`connect ${namespace}`, { kind: SpanKind.SERVER, attributes }, parent);
    this.#spans.set(message, span);
    this.#connects.set(socket, span);
    return trace.setSpan(parent, span);
  }

  /** Begins the span of an event; gives the context that it runs in. */
  event(message: EventMessage): Api.Context {
    const { context, propagation, SpanKind, trace, ROOT_CONTEXT } = this.#api;
    const { namespace, handler, isStream, bytes, traceContext } = message;
    const handshake = this.#connects.get(message.socket);
    const sent = traceContext && propagation.extract(ROOT_CONTEXT, traceContext);
    const isRoot = this.#traceEachEvent || !handshake;
    const parent = sent ?? (isRoot ? ROOT_CONTEXT : trace.setSpan(ROOT_CONTEXT, handshake));
    const { event } = this.#labels.event(message);
    const attributes = {
      ...this.#about(message),
      'messaging.operation.type': 'process',
      'messaging.socket.io.event_name': event,
      'messaging.message.body.size': bytes,
      'gateways.stream': isStream,
      ...(handler !== undefined && { 'code.function.name': handler }),
    };
    const links = handshake ? [{ context: handshake.spanContext() }] : [];
    const options = { kind: SpanKind.CONSUMER, attributes, links };
    const span = this.#tracer.startSpan(`process ${namespace} ${event}`, options, parent);
    this.#spans.set(message, span);
    // Whatever else is in the active context stays there.
    return trace.setSpan(context.active(), span);
  }

  /** It is over: its span says how it went. */
  end(message: Message): void {
    const span = this.#spans.get(message);
    if (!span) return;
    const { outcome, code, error, decidedBy, durations } = message;
    for (const [step, duration] of Object.entries(durations))
      span.setAttribute(`gateways.duration_ms.${step}`, duration);
    if (outcome !== undefined) span.setAttribute('gateways.outcome', outcome);
    if (code !== undefined) span.setAttributes({ 'gateways.code': code, 'error.type': String(code) });
    if (decidedBy) span.setAttribute('gateways.decided_by', [decidedBy.step, decidedBy.name].filter(Boolean).join(' '));
    if (outcome === 'failed') {
      const { message: text, exception } = asException(error);
      span.recordException(exception);
      span.setStatus({ code: this.#api.SpanStatusCode.ERROR, message: text });
    }
    span.end();
  }

  #about({ namespace, socket }: Message): Api.Attributes {
    return {
      'messaging.system': 'socket.io',
      'messaging.destination.name': socket.nsp.name,
      'messaging.destination.template': namespace,
      'messaging.client.id': socket.id,
    };
  }
}

/** What was thrown may be anything, and hostile. */
function asException(error: unknown): { readonly message: string; readonly exception: Api.Exception } {
  try {
    if (error instanceof Error) {
      const { name, message, stack = '' } = error;
      return { message, exception: { name, message, stack } };
    }
    return { message: String(error), exception: String(error) };
  } catch {
    return { message: 'an error that cannot be printed', exception: 'an error that cannot be printed' };
  }
}
