import { expect } from 'chai';
import { io } from 'socket.io-client';
import { GatewayBase, WebSocketGateway } from '../../src';
import { TestApplication } from '../support/application';
import { RawConnection } from '../engine/support/raw-connection';
import { RecordingLogger } from '../support/recording-logger';
import { transports } from '../support/transports';

@WebSocketGateway({ path: '/told', namespace: '/chat' })
class ToldGateway extends GatewayBase {}

@WebSocketGateway({ path: '/also' })
class OtherGateway extends GatewayBase {}

const told = (path: string): string =>
  `info: A client of socket.io asks for the path ${path}, where there is no gateway; ` +
  "expected the client to have the option path: '/told' or '/also'";

describe('The log of clients that ask for a path where no gateway is', () => {
  const logger = new RecordingLogger();

  async function served(body: (application: TestApplication) => Promise<void>): Promise<void> {
    logger.clear();
    await using application = new TestApplication();
    application.attach({ gateways: [ToldGateway, OtherGateway], logger });
    await application.listen();
    logger.clear(); // of attaching
    await body(application);
  }

  for (const transport of transports) {
    it(`names the path, once, however often a client tries over ${transport}, and who it is`, () =>
      served(async (application) => {
        for (let attempt = 0; attempt < 3; attempt += 1) {
          const client = io(application.url, { transports: [transport], reconnection: false, forceNew: true });
          await new Promise((resolve) => client.once('connect_error', resolve));
          client.disconnect();
        }
        expect(logger.lines).to.deep.equal([told('"/socket.io/"')]);
        expect(logger.at('info')[0]?.fields).to.include({ address: '127.0.0.1' });
      }));
  }

  it('names each of several paths', () =>
    served(async (application) => {
      for (const path of ['/tolt/', '/socket.io/', '/tolt/', '/chat/'])
        await application.get(`${path}?EIO=4&transport=polling`);
      expect(logger.lines).to.deep.equal(['"/tolt/"', '"/socket.io/"', '"/chat/"'].map(told));
    }));

  it('is not filled by a client that makes paths up', () =>
    served(async (application) => {
      for (let made = 0; made < 40; made += 1) await application.get(`/made-up-${made}/?EIO=4&transport=polling`);
      expect(logger.lines).to.have.length(20);
      expect(logger.lines.at(-1)).to.equal(`${told('"/made-up-19/"')}; no more paths are told of`);
    }));

  it('shows no format and no end that a path forges, and no more of it than the beginning', () =>
    served(async (application) => {
      for (const path of ['%c%s', '";all-is-well', 'long'.repeat(500)]) {
        using client = await RawConnection.open(application.url); // fetch and others would encode it
        client.request(`GET /${path}/?EIO=4&transport=polling HTTP/1.1`, 'Host: spec', 'Connection: close');
        await client.ended;
      }
      expect(logger.lines).to.deep.equal([
        told(String.raw`"/\u0025c\u0025s/"`),
        told(String.raw`"/\";all-is-well/"`),
        told(`"/${'long'.repeat(500).slice(0, 99)}…"`),
      ]);
    }));

  it('says nothing of a page of Express', () =>
    served(async (application) => {
      await application.get('/page?transport=bus');
      expect(logger.lines).to.deep.equal([]);
    }));
});
