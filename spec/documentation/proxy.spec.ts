import { expect } from 'chai';
import { io, type Socket } from 'socket.io-client';
import { GatewayBase, SubscribeMessage, WebSocketGateway } from '../../src';
import { next, TestApplication } from '../support/application';
import { transports } from '../support/transports';
import { codeBlocks } from './code-blocks';
import { startNginx } from './nginx';

@WebSocketGateway()
class WhoGateway extends GatewayBase {
  @SubscribeMessage()
  who() {
    return this.context.environment.address;
  }
}

const shown = codeBlocks('nginx').filter(({ at }) => at.startsWith('docs/deployment.md'));

/** Connects a client to a gateway behind nginx, as a page of nginx' own address does. */
async function behind(
  location: (own: string) => string,
  transport: string,
  body: (client: Socket) => Promise<void>,
): Promise<void> {
  await using application = new TestApplication();
  application.app.set('trust proxy', 1); // as the page says
  application.attach({ gateways: [WhoGateway] });
  await application.listen();
  const nginx = await startNginx(location(application.url));
  const client = io(nginx.url, {
    transports: [transport],
    forceNew: true,
    reconnection: false,
    extraHeaders: { Origin: nginx.url, 'X-Forwarded-For': '192.0.2.7' }, // a port that is not the default
  });
  try {
    await body(client);
  } finally {
    client.disconnect();
    await nginx.stop();
  }
}

describe('the page on deployment', function () {
  this.timeout(60_000);
  const asShown = (own: string): string => shown[0]!.code.replace('http://127.0.0.1:3000', own);

  it('has one proxy, and it is what these specs run', () => {
    expect(shown).to.have.lengthOf(1);
    expect(shown[0]!.code).to.include('proxy_pass http://127.0.0.1:3000;');
  });

  for (const transport of transports) {
    it(`has a proxy behind which its own page is served, and clients have their own address, over ${transport}`, async () => {
      await behind(asShown, transport, async (client) => {
        // The address is the one that nginx saw, and not the one that the client claims.
        expect(await client.timeout(20_000).emitWithAck('who')).to.equal('127.0.0.1');
      });
    });
  }

  it('is right that its own page is refused where the port is not passed on', async () => {
    const without = (own: string): string => asShown(own).replace('$http_host', '$host');
    await behind(without, 'websocket', async (client) => {
      const refusal = await next<Error & { description: Error }>(client, 'connect_error');
      expect(refusal.description.message).to.equal('Unexpected server response: 403');
    });
  });

  it('is right that a proxy drops WebSockets where Upgrade is not passed on', async () => {
    const without = (own: string): string =>
      asShown(own)
        .replace(/^.*Upgrade.*$/gm, '')
        .replace(/^.*Connection.*$/gm, '');
    await behind(without, 'websocket', async (client) => {
      expect(await next<Error>(client, 'connect_error')).to.have.property('message', 'websocket error');
    });
  });
});
