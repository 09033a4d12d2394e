import { once } from 'node:events';
import { expect } from 'chai';
import type { RequestHandler } from 'express';
import { WebSocketGateway } from '../../../src';
import { TestApplication } from '../../support/application';
import { handshake } from '../../support/handshake';
import { transports } from '../../support/transports';
import { RawConnection } from '../support/raw-connection';

@WebSocketGateway({ path: '/ws', cookie: true })
class CookieGateway {}

type Headers = Record<string, string | string[]>;

const bakes: RequestHandler = (_req, res, next) => {
  res.cookie('one', '1').cookie('two', '2');
  next();
};
const passes: RequestHandler = (_req, _res, next) => {
  next();
};

/** The names of the cookies that an answer sets, in alphabetical order. */
function cookiesOf({ headers }: Awaited<ReturnType<typeof handshake>>): (string | undefined)[] {
  return (headers['set-cookie'] ?? []).map((line) => line.split('=')[0]).toSorted();
}

for (const transport of transports) {
  describe(`The cookies of a handshake over ${transport}`, () => {
    const own = transport === 'polling' ? ['io'] : []; // engine.io sets none on an upgrade

    for (const event of ['initial_headers', 'headers']) {
      for (const name of ['set-cookie', 'Set-Cookie']) {
        it(`do not lose one another, where a listener of ${event} adds ${name}`, async () => {
          await using application = await new TestApplication().listen();
          const host = application.attach({ gateways: [CookieGateway], middleware: [bakes] });
          host.servers.get('/ws')!.engine.on(event, (headers: Headers) => {
            headers[name] = name in headers ? [headers[name]!, 'late=1'].flat() : 'late=1';
          });
          const answer = await handshake(application, transport, '/ws');
          expect(cookiesOf(answer)).to.deep.equal([...own, 'late', 'one', 'two']);
        });
      }
    }

    it('do not lose one another, where a middleware sets none', async () => {
      await using application = await new TestApplication().listen();
      const host = application.attach({ gateways: [CookieGateway], middleware: [passes] });
      host.servers.get('/ws')!.engine.on('headers', (headers: Headers) => {
        headers['set-cookie'] = 'late=1';
      });
      expect(cookiesOf(await handshake(application, transport, '/ws'))).to.deep.equal([...own, 'late']);
    });

    it('are not lost where the HTTP server was closed and listens again', async () => {
      await using application = await new TestApplication().listen();
      application.attach({ gateways: [CookieGateway], middleware: [bakes] });
      const closed = once(application.httpServer, 'close');
      application.httpServer.close();
      await closed;
      await application.listen();
      expect(cookiesOf(await handshake(application, transport, '/ws'))).to.deep.equal([...own, 'one', 'two']);
    });

    it('are not lost where the server listens after the gateways were attached', async () => {
      await using application = new TestApplication();
      application.attach({ gateways: [CookieGateway], middleware: [bakes] });
      await application.listen();
      expect(cookiesOf(await handshake(application, transport, '/ws'))).to.deep.equal([...own, 'one', 'two']);
    });

    it('do not come again with a later request of the session', async () => {
      await using application = await new TestApplication().listen();
      application.attach({ gateways: [CookieGateway], middleware: [bakes] });
      const { body } = await application.get('/ws/?EIO=4&transport=polling');
      const { sid } = JSON.parse(body.slice(1)) as { sid: string };
      const url = `${application.url}/ws/?EIO=4&transport=polling&sid=${sid}`;
      await fetch(url, { method: 'POST', body: '40' });
      const later = await handshake(application, transport, '/ws', {}, `sid=${sid}`);
      expect(cookiesOf(later)).to.deep.equal([]);
      await fetch(url, { method: 'POST', body: '1' }).catch(() => undefined); // engine.io: close
    });
  });
}

describe('The headers of an upgrade', () => {
  it('are not spelled in odd capitals, however many values one has', async () => {
    await using application = await new TestApplication().listen();
    application.attach({
      gateways: [CookieGateway],
      middleware: [
        (_req, res, next) => {
          res.setHeader('X-Several', ['a', 'b', 'c']);
          for (let cookie = 0; cookie < 5; cookie += 1) res.cookie(`cookie-${cookie}`, 'x');
          next();
        },
      ],
    });
    using client = await RawConnection.open(application.url);
    client.upgrade('/ws/?EIO=4&transport=websocket');
    await client.until('\r\n\r\n');
    const names = client.received.split('\r\n').map((line) => line.split(':')[0]!);
    const spellings = (name: string): string[] => names.filter((each) => each.toLowerCase() === name);
    expect(new Set(spellings('set-cookie'))).to.have.lengthOf(1);
    expect(spellings('set-cookie')).to.have.lengthOf(5);
    expect(new Set(spellings('x-several'))).to.have.lengthOf(1);
  });

  it('that a listener of engine.io sets are not doubled by those of a middleware', async () => {
    await using application = await new TestApplication().listen();
    const host = application.attach({
      gateways: [CookieGateway],
      middleware: [
        (_req, res, next) => {
          res.set('X-Frame-Options', 'DENY');
          next();
        },
      ],
    });
    host.servers.get('/ws')!.engine.on('headers', (headers: Headers) => {
      for (const name of Object.keys(headers))
        if (name.toLowerCase() === 'x-frame-options') headers[name] = 'SAMEORIGIN';
    });
    const { headers } = await handshake(application, 'websocket', '/ws');
    expect(headers).to.include({ 'x-frame-options': 'SAMEORIGIN' });
  });
});
