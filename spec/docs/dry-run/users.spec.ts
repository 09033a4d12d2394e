import { expect } from 'chai';
import { GatewayBase, OnConnected, OnUserOnline, SubscribeMessage, WebSocketGateway } from '../../../src';
import { gatewayDocs } from '../../../src/docs';
import { TestApplication } from '../../support/application';
import { until } from '../../support/until';
import { DRY_RUN } from './town';

const told: string[] = [];

@WebSocketGateway({ path: '/live', namespace: '/hall' })
class HallGateway extends GatewayBase {
  @OnConnected()
  connected(): void {
    this.context.user = this.context.environment.auth.user;
  }

  @OnUserOnline()
  online(key: string): void {
    told.push(key);
  }

  @SubscribeMessage()
  hello(): string {
    return 'hello';
  }
}

describe('the client of a dry run', () => {
  it('brings no user online', async () => {
    await using application = new TestApplication();
    const host = application.attach({ gateways: [HallGateway] });
    application.app.use('/docs', gatewayDocs(host, { dryRun: true }));
    await application.listen();
    const response = await fetch(`${application.url}/docs/dry-run`, {
      method: 'POST',
      headers: { 'content-type': DRY_RUN, 'sec-fetch-site': 'same-origin' },
      body: JSON.stringify({
        path: '/live',
        namespace: '/hall',
        auth: { user: 'eve' },
        query: {},
        event: 'hello',
        args: [],
        acknowledge: true,
      }),
    });
    expect(await response.text()).to.include('"connected":true');
    await application.connect('/live', { namespace: '/hall', auth: { user: 'ada' } });
    await until(() => told.length > 0, 'somebody is told of');
    expect(told).to.deep.equal(['ada']);
  });
});
