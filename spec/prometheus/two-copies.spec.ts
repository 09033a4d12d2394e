import { join, sep } from 'node:path';
import { expect } from 'chai';
import { Registry } from 'prom-client';
import { GatewayBase, SubscribeMessage, WebSocketGateway } from '../../src';
import type * as Metrics from '../../src/prometheus';
import { TestApplication } from '../support/application';
import { answerTo } from '../support/wire';

const sources = join(__dirname, '..', '..', 'src') + sep;

/** The entry point for Prometheus of another copy of the package. */
function metricsOfAnotherCopy(): typeof Metrics {
  const loaded = Object.entries(require.cache).filter(([path]) => path.startsWith(sources));
  for (const [path] of loaded) Reflect.deleteProperty(require.cache, path);
  try {
    return require('../../src/prometheus') as typeof Metrics; // eslint-disable-line @typescript-eslint/no-require-imports -- loads it anew
  } finally {
    for (const [path, module] of loaded) require.cache[path] = module;
  }
}

@WebSocketGateway({ path: '/copied' })
class CopiedGateway extends GatewayBase {
  @SubscribeMessage
  say() {
    return 'here';
  }
}

describe('the metrics of another copy of the package', () => {
  it('count the events of a host of this one', async () => {
    const register = new Registry();
    await using application = new TestApplication();
    const host = application.attach({ gateways: [CopiedGateway] });
    const metrics = metricsOfAnotherCopy().gatewayMetrics(host, { register });
    await application.listen();
    await answerTo({ sio: await application.connect('/copied') }, 'say');
    expect(await register.metrics()).to.include(
      'gateways_events_total{gateway="CopiedGateway",event="say",code="ok"} 1',
    );
    metrics.stop();
  });
});
