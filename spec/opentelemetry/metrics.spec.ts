import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { expect } from 'chai';
import { GatewayBase, OnConnected, SubscribeMessage, UseGuards, WebSocketException, WebSocketGateway } from '../../src';
import { traceGateways } from '../../src/opentelemetry';
import { TestApplication } from '../support/application';
import { RecordingLogger } from '../support/recording-logger';
import { transports } from '../support/transports';
import { until } from '../support/until';
import { answerTo } from '../support/wire';

@WebSocketGateway({ path: '/metered', namespace: '/rooms/:id' })
class MeteredGateway extends GatewayBase {
  @SubscribeMessage
  works() {
    return 'done';
  }

  @SubscribeMessage
  refuses() {
    throw new WebSocketException(4001, 'No');
  }
}

@WebSocketGateway({ path: '/metered', namespace: '/members' })
@UseGuards(() => false)
class MemberGateway extends GatewayBase {}

@WebSocketGateway({ path: '/metered', namespace: '/full' })
class FullGateway extends GatewayBase {
  @OnConnected()
  connected() {
    throw new WebSocketException(4002, 'Full');
  }
}

interface Point {
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly value: unknown;
}

for (const transport of transports) {
  describe(`the metrics of OpenTelemetry, with its SDK, over ${transport},`, () => {
    /** Gives what was exported, by the name of the metric. */
    async function metered(
      body: (application: TestApplication, points: (name: string) => Promise<readonly Point[]>) => Promise<void>,
    ): Promise<void> {
      const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
      const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 60_000 });
      const meterProvider = new MeterProvider({ readers: [reader] });
      await using application = new TestApplication();
      const gateways = [MeteredGateway, MemberGateway, FullGateway];
      const host = application.attach({ gateways, logger: new RecordingLogger() });
      const tracing = traceGateways(host, { meterProvider });
      await application.listen();
      try {
        await body(application, async (name) => {
          exporter.reset();
          await meterProvider.forceFlush();
          const all = exporter
            .getMetrics()
            .flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics }) => metrics));
          return all
            .filter(({ descriptor }) => descriptor.name === name)
            .flatMap(({ dataPoints }) => dataPoints as Point[]);
        });
      } finally {
        tracing.stop();
        await meterProvider.shutdown();
      }
    }
    const options = { namespace: '/rooms/7', transports: [transport] };

    it('have the duration of events, by the conventions of messaging', () =>
      metered(async (application, points) => {
        const sio = await application.connect('/metered', options);
        await answerTo({ sio }, 'works');
        await answerTo({ sio }, 'refuses');
        await answerTo({ sio }, 'made up');
        const durations = () => points('messaging.process.duration');
        await until(async () => (await durations()).length === 3, 'all are measured');
        const seen = (await durations()).map(({ attributes, value }) => {
          const { count, sum } = value as { count: number; sum: number };
          expect(sum).to.be.within(0, 10); // seconds
          expect(attributes).to.include({ 'messaging.system': 'socket.io', 'messaging.operation.type': 'process' });
          return [
            attributes['messaging.destination.template'],
            attributes['messaging.socket.io.event_name'],
            attributes['gateways.gateway'],
            attributes['gateways.code'],
            count,
          ];
        });
        expect(seen).to.have.deep.members([
          ['/rooms/:id', 'works', 'MeteredGateway', 'ok', 1],
          ['/rooms/:id', 'refuses', 'MeteredGateway', '4xxx', 1],
          ['/rooms/:id', 'other', 'other', '1003', 1],
        ]);
      }));

    it('count clients that are connected, and why others were refused or have left', () =>
      metered(async (application, points) => {
        const valueOf = async (name: string, namespace: string): Promise<unknown> =>
          (await points(name)).find(({ attributes }) => attributes['messaging.destination.template'] === namespace)
            ?.value;
        const first = await application.connect('/metered', options);
        await application.connect('/metered', options);
        await application.connect('/metered', { ...options, namespace: '/members' }).catch(() => undefined);
        await until(async () => (await valueOf('gateways.clients', '/rooms/:id')) === 2, 'both are counted');
        first.disconnect();
        await until(async () => (await valueOf('gateways.clients', '/rooms/:id')) === 1, 'one has left');
        expect(await valueOf('gateways.refusals', '/members')).to.equal(1);
        expect(await points('gateways.disconnects')).to.have.length(1);
        expect((await points('gateways.disconnects'))[0]?.attributes.reason).to.equal('client namespace disconnect');
      }));

    it('never count fewer clients than none: one that its @OnConnected refuses does not leave twice', () =>
      metered(async (application, points) => {
        await application.connect('/metered', { ...options, namespace: '/full' });
        await until(async () => (await points('gateways.disconnects')).length === 1, 'it has left');
        for (const { value } of await points('gateways.clients')) expect(value).to.be.at.least(0);
      }));
  });
}
