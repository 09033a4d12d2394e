import { context, propagation, trace } from '@opentelemetry/api';
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import { expect } from 'chai';
import { GatewayBase, SubscribeMessage, WebSocketGateway } from '../../src';
import type * as OpenTelemetry from '../../src/opentelemetry';
import { anotherCopyOf } from '../support/another-copy';
import { TestApplication } from '../support/application';
import { answerTo } from '../support/wire';

@WebSocketGateway({ path: '/copied' })
class CopiedGateway extends GatewayBase {
  @SubscribeMessage
  say(): string {
    trace.getTracer('spec').startSpan('the handler asks').end();
    return 'here';
  }
}

describe('the spans of another copy of the package', () => {
  const exporter = new InMemorySpanExporter();
  const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });

  before(() => provider.register());
  after(() => {
    for (const api of [trace, context, propagation]) api.disable();
    return provider.shutdown();
  });

  it('are around the handlers of a host of this one', async () => {
    await using application = new TestApplication();
    const host = application.attach({ gateways: [CopiedGateway] });
    const { traceGateways } = anotherCopyOf('opentelemetry') as typeof OpenTelemetry;
    const tracing = traceGateways(host);
    await application.listen();
    await answerTo({ sio: await application.connect('/copied') }, 'say');
    tracing.stop();
    const spans = exporter.getFinishedSpans();
    const [asked] = spans.filter(({ name }) => name === 'the handler asks');
    const event = spans.find((span) => span.spanContext().spanId === asked?.parentSpanContext?.spanId);
    expect(event?.name).to.equal('process / say');
  });
});
