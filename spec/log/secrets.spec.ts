import { inspect } from 'node:util';
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import { expect } from 'chai';
import Joi from 'joi';
import { Registry } from 'prom-client';
import { GatewayBase, SubscribeMessage, UseGuards, WebSocketGateway, WsBody } from '../../src';
import { traceGateways } from '../../src/opentelemetry';
import { gatewayMetrics } from '../../src/prometheus';
import { TestApplication } from '../support/application';
import { RecordingLogger } from '../support/recording-logger';
import { transports } from '../support/transports';
import { until } from '../support/until';
import { answerTo } from '../support/wire';

const levels = ['debug', 'info', 'warn', 'error'] as const;
const SECRET = 'hunter2';
const secrets = {
  auth: { token: SECRET },
  query: { key: SECRET },
  extraHeaders: { cookie: `session=${SECRET}`, authorization: `Bearer ${SECRET}` },
};
const strict = Joi.string().pattern(/^\d+$/); // its message holds the value: 'with value "hunter2" fails to match'

@WebSocketGateway({ path: '/secret', namespace: '/open' })
class OpenGateway extends GatewayBase {
  @SubscribeMessage
  strict(@WsBody(Joi.object({ code: strict, list: Joi.array().unique() })) _body: object) {
    return 'fine';
  }

  @SubscribeMessage
  fails() {
    throw new Error('a fault');
  }

  @SubscribeMessage
  @UseGuards(() => false)
  guarded() {
    return 'never';
  }
}

@WebSocketGateway({ path: '/secret', namespace: '/strict', handshake: { auth: Joi.object({ token: strict }) } })
class StrictGateway extends GatewayBase {}

for (const transport of transports) {
  it(`What a client keeps secret is in no line of the log, no metric and no span, over ${transport}`, async () => {
    const [exporter, logger, register] = [new InMemorySpanExporter(), new RecordingLogger(), new Registry()];
    const tracerProvider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
    await using application = new TestApplication();
    const host = application.attach({ gateways: [OpenGateway, StrictGateway], logger });
    const metrics = gatewayMetrics(host, { register });
    const tracing = traceGateways(host, { tracerProvider });
    await application.listen();
    const options = { ...secrets, transports: [transport] };
    for (const namespace of ['/strict', '/nowhere']) {
      await application.connect('/secret', { ...options, namespace }).catch(() => undefined);
    }
    const sio = await application.connect('/secret', { ...options, namespace: '/open' });
    await answerTo({ sio }, 'strict', { code: SECRET, list: [SECRET, SECRET] });
    for (const event of ['fails', 'guarded', 'unknown'])
      await answerTo({ sio }, event, { password: SECRET, text: SECRET });
    sio.disconnect();
    await until(() => logger.lines.some((line) => line.includes('has left')), 'it has left');
    const spans = exporter.getFinishedSpans();
    const told = {
      log: inspect(
        levels.flatMap((level) => logger.at(level).map(({ message, fields }) => ({ message, ...fields }))),
        {
          depth: 9,
          maxArrayLength: null,
        },
      ),
      metrics: await register.metrics(),
      spans: JSON.stringify(
        spans.map(({ name, attributes, events, status }) => ({ name, attributes, events, status })),
      ),
    };
    tracing.stop();
    metrics.stop();
    expect(told.log).to.include('fails to match').and.to.include('a fault');
    expect(told.metrics).to.include('gateways_events_total');
    expect(told.spans).to.include('a fault').and.to.include('connect /strict');
    for (const [where, text] of Object.entries(told)) expect(text, where).not.to.include(SECRET);
  });
}
