/**
 * An application of its own process, with the SDK of OpenTelemetry. Arguments: the transport of its client, and `beside`
 * where the instrumentation of socket.io is on as well. Writes the spans as JSON.
 */
import 'reflect-metadata';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { SocketIoInstrumentation } from '@opentelemetry/instrumentation-socket.io';
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';

const [transport = 'polling', mode = 'alone'] = process.argv.slice(2);
const exporter = new InMemorySpanExporter();
const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
provider.register();
registerInstrumentations({
  instrumentations: [new HttpInstrumentation(), ...(mode === 'beside' ? [new SocketIoInstrumentation()] : [])],
});
const unhandled: string[] = [];
process.on('unhandledRejection', (reason) => unhandled.push(String(reason)));

async function main(): Promise<void> {
  // Only now, as the instrumentations stand in front of what is loaded after them.
  const { createTraced } = await import('./traced-gateway.ts');
  const { request } = await import('../../src/client/index.ts');
  const { TestApplication } = await import('../support/application.ts');
  const { application, tracing } = await createTraced(new TestApplication());
  const client = await application.connect('/traced', { namespace: '/rooms/7', transports: [transport] });
  await request(client, 'works', { text: 'hello' });
  await request(client, 'fails').catch(() => undefined);
  await request(client, 'refuses').catch(() => undefined);
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  await request({ socket: client, traceContext: { traceparent } }, 'works', { text: 'again' });
  tracing.stop();
  await application.close();
  await provider.forceFlush();
  const spans = exporter.getFinishedSpans().map((span) => ({
    name: span.name,
    scope: span.instrumentationScope.name,
    kind: span.kind,
    id: span.spanContext().spanId,
    traceId: span.spanContext().traceId,
    parent: span.parentSpanContext?.spanId,
    status: span.status,
    attributes: span.attributes,
    events: span.events.map(({ name, attributes }) => ({ name, attributes })),
    links: span.links.map(({ context }) => context.spanId),
    ms: span.duration[0] * 1_000 + span.duration[1] / 1_000_000,
  }));
  process.stdout.write(JSON.stringify({ spans, unhandled }), () => process.exit(0));
}

void main();
