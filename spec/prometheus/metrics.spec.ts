import { expect } from 'chai';
import Joi from 'joi';
import { Registry } from 'prom-client';
import { GatewayBase, SubscribeMessage, UseGuards, WebSocketException, WebSocketGateway, WsBody } from '../../src';
import { gatewayMetrics } from '../../src/prometheus';
import { TestApplication } from '../support/application';
import { RecordingLogger } from '../support/recording-logger';
import { transports } from '../support/transports';
import { until } from '../support/until';
import { answerTo } from '../support/wire';

@WebSocketGateway({ path: '/measured', namespace: '/rooms/:id' })
class MeasuredGateway extends GatewayBase {
  @SubscribeMessage
  say(@WsBody(Joi.object({ text: Joi.string().required() })) { text }: { text: string }) {
    return text;
  }

  @SubscribeMessage
  code(@WsBody(Joi.number()) code: number) {
    throw new WebSocketException(code);
  }

  @SubscribeMessage
  fails() {
    throw new Error('a fault');
  }

  @SubscribeMessage
  stays() {
    return new Promise((resolve) => this.context.signal.addEventListener('abort', resolve));
  }
}

@WebSocketGateway({ path: '/measured', namespace: '/members' })
@UseGuards(() => false)
class MemberGateway extends GatewayBase {}

/** The series of a metric that have been counted, as `{labels} value`. */
async function seriesOf(register: Registry, name: string): Promise<string[]> {
  const lines = (await register.metrics()).split('\n');
  return lines
    .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
    .map((line) => line.slice(name.length));
}

for (const transport of transports) {
  describe(`the metrics for Prometheus, over ${transport},`, () => {
    async function measured(body: (application: TestApplication, register: Registry) => Promise<void>): Promise<void> {
      const register = new Registry();
      await using application = new TestApplication();
      const host = application.attach({ gateways: [MeasuredGateway, MemberGateway], logger: new RecordingLogger() });
      const metrics = gatewayMetrics(host, { register, userKey: String });
      try {
        await application.listen();
        await body(application, register);
      } finally {
        metrics.stop();
      }
      expect(register.getMetricsAsArray()).to.deep.equal([]);
    }
    const options = { namespace: '/rooms/7', transports: [transport] };

    it('count clients, events by their outcome, and the time that they took', () =>
      measured(async (application, register) => {
        const sio = await application.connect('/measured', options);
        await answerTo({ sio }, 'say', { text: 'hello' });
        await answerTo({ sio }, 'say', {});
        await answerTo({ sio }, 'fails');
        const events = (): Promise<string[]> => seriesOf(register, 'gateways_events_total');
        await until(async () => (await events()).length === 3, 'all events are counted');
        expect(await events()).to.have.members([
          '{gateway="MeasuredGateway",event="say",code="ok"} 1',
          '{gateway="MeasuredGateway",event="say",code="1007"} 1',
          '{gateway="MeasuredGateway",event="fails",code="1011"} 1',
        ]);
        expect(await seriesOf(register, 'gateways_clients')).to.include('{namespace="/rooms/:id"} 1');
        expect(await seriesOf(register, 'gateways_connects_total')).to.deep.equal([
          '{namespace="/rooms/:id",code="ok"} 1',
        ]);
        expect(await seriesOf(register, 'gateways_event_seconds_count')).to.include(
          '{gateway="MeasuredGateway",event="say"} 2',
        );
        const bytes = await seriesOf(register, 'gateways_bytes_total');
        expect(bytes.join()).to.include(`{direction="in",transport="${transport}"}`);
      }));

    it('count refusals and departures by their reasons', () =>
      measured(async (application, register) => {
        await application.connect('/measured', { ...options, namespace: '/members' }).catch(() => undefined);
        await application.connect('/measured', { ...options, namespace: '/nowhere' }).catch(() => undefined);
        (await application.connect('/measured', options)).disconnect();
        const left = (): Promise<string[]> => seriesOf(register, 'gateways_disconnects_total');
        await until(async () => (await left()).length === 1, 'the departure is counted');
        expect(await left()).to.deep.equal(['{namespace="/rooms/:id",reason="client namespace disconnect"} 1']);
        expect(await seriesOf(register, 'gateways_refusals_total')).to.have.members([
          '{namespace="/members",reason="guard"} 1',
          '{namespace="other",reason="namespace"} 1',
        ]);
      }));

    it('tell what runs at this moment', () =>
      measured(async (application, register) => {
        const sio = await application.connect('/measured', options);
        sio.emit('stays');
        await until(
          async () => (await seriesOf(register, 'gateways_events_running')).join() === ' 1',
          'the event is seen to run',
        );
      }));

    it('have no more series, however many names clients make up', () =>
      measured(async (application, register) => {
        const sio = await application.connect('/measured', options);
        const count = async (): Promise<number> => (await register.metrics()).split('\n').length;
        const flood = async (from: number): Promise<void> => {
          for (let index = from; index < from + 50; index += 1) {
            await answerTo({ sio }, `event-${index}`);
            await answerTo({ sio }, 'code', 4_000 + index);
            await answerTo({ sio }, 'code', 100_000 + index);
            await application.connect('/measured', { ...options, namespace: `/ns-${index}` }).catch(() => undefined);
          }
        };
        await flood(0);
        const before = await count();
        await flood(50);
        expect(await count()).to.equal(before);
        const other = '{gateway="other",event="other",code="1003"} 100';
        expect(await seriesOf(register, 'gateways_events_total')).to.include(other);
      })).timeout(120_000); // hundreds of round trips

    it('say what each of them is good for', () =>
      measured(async (_application, register) => {
        for (const { name, help } of await register.getMetricsAsJSON()) {
          expect(help.length, name).to.be.above(40);
          expect(help, name).to.match(/[:,]/);
        }
      }));
  });
}
