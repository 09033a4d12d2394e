import { expect } from 'chai';
import Joi from 'joi';
import { Registry } from 'prom-client';
import { GatewayBase, WsBody, SubscribeMessage, WebSocketGateway } from '../../src';
import type * as Metrics from '../../src/prometheus';
import { anotherCopyOf } from '../support/another-copy';
import { TestApplication } from '../support/application';
import { answerTo } from '../support/wire';

@WebSocketGateway({ path: '/copied' })
class CopiedGateway extends GatewayBase {
  @SubscribeMessage
  say(@WsBody(Joi.object({ text: Joi.string() })) _message: object) {
    return 'here';
  }
}

describe('the metrics of another copy of the package', () => {
  it('count the events of a host of this one', async () => {
    const register = new Registry();
    await using application = new TestApplication();
    const host = application.attach({ gateways: [CopiedGateway] });
    const { gatewayMetrics } = anotherCopyOf('prometheus') as typeof Metrics;
    const metrics = gatewayMetrics(host, { register });
    await application.listen();
    await answerTo({ sio: await application.connect('/copied') }, 'say', { text: 'hello' });
    const lines = await register.metrics();
    expect(lines).to.include('gateways_events_total{gateway="CopiedGateway",event="say",code="ok"} 1');
    expect(lines).to.match(/^gateways_fast_path_total\{result="hit"\} [1-9]/m);
    metrics.stop();
  });
});
