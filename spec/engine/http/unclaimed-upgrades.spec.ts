import { once } from 'node:events';
import { mock } from 'node:test';
import type { Duplex } from 'node:stream';
import { expect } from 'chai';
import { type GatewayOptions, WebSocketGateway } from '../../../src';
import { TestApplication } from '../../support/application';
import { deferred } from '../../support/deferred';
import { HelloGateway } from '../hello';
import { graphqlOn, helloFrom } from '../support/neighbours';
import { RawConnection } from '../support/raw-connection';

@WebSocketGateway({ path: '/polls', transports: ['polling'] })
class PollingGateway {}

/** An application with a page and a form, and those gateways. */
async function applicationWith(...gateways: (new () => object)[]): Promise<TestApplication> {
  const application = await new TestApplication().listen();
  application.app.get('/page', (req, res) => void res.send(`page ${String(req.headers.upgrade)}`));
  application.app.post('/form', (req, res) => {
    let body = '';
    req.on('data', (chunk) => (body += String(chunk))).on('end', () => res.send(`form ${body}`));
  });
  application.attach({ gateways });
  return application;
}

describe('An upgrade that is for no gateway', () => {
  for (const [what, gateway] of [
    ['a gateway that only polls', PollingGateway],
    ['a gateway', HelloGateway],
  ] as const) {
    for (const protocol of ['h2c', 'websocket', 'h2c, websocket', 'TLS/1.0']) {
      it(`to ${protocol} never keeps a page of Express from being served beside ${what}`, async () => {
        await using application = await applicationWith(gateway);
        using client = await RawConnection.open(application.url);
        client.upgrade('/page', protocol, 'HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA');
        await client.until('page');
        expect(client.statuses).to.deep.equal([200]);
      });
    }

    for (const [length, chunks] of [
      ['Content-Length: 6', ['a=1', '&b=']],
      ['Transfer-Encoding: chunked', ['3\r\na=1\r\n', '3\r\n&b=\r\n0\r\n\r\n']],
    ] as const) {
      it(`never loses its body, with ${length}, beside ${what}`, async () => {
        await using application = await applicationWith(gateway);
        using client = await RawConnection.open(application.url);
        client.request('POST /form HTTP/1.1', 'Host: spec', 'Connection: Upgrade', 'Upgrade: h2c', length);
        for (const chunk of chunks) client.socket.write(chunk);
        await client.until('form a=1&b=');
        expect(client.statuses).to.deep.equal([200]);
      });
    }
  }

  it('never hides a second request in its body', async () => {
    await using application = await applicationWith(HelloGateway);
    using client = await RawConnection.open(application.url);
    const hidden = 'GET /page HTTP/1.1\r\nHost: spec\r\n\r\n';
    client.request(
      'POST /form HTTP/1.1',
      'Host: spec',
      'Connection: Upgrade',
      'Upgrade: h2c',
      ...Array.from({ length: 1_100 }, () => 'a:'), // Node keeps 1,000: the next header is read, and not shown
      `Content-Length: ${hidden.length}`,
    );
    client.socket.write(hidden);
    client.request('DELETE /form HTTP/1.1', 'Host: spec', 'Connection: close');
    await client.ended;
    expect(client.received).not.to.include('page undefined');
  });

  it('but to another protocol at the path of one never keeps it from polling', async () => {
    await using application = await applicationWith(HelloGateway);
    application.httpServer.removeAllListeners('request');
    using client = await RawConnection.open(application.url);
    client.upgrade('/ws/?EIO=4&transport=polling', 'h2c');
    await client.until('"sid"');
    expect(client.statuses).to.deep.equal([200]);
  });

  it('is refused where a gateway only polls, as by socket.io itself', async () => {
    for (const gateways of [[PollingGateway], [PollingGateway, HelloGateway]]) {
      await using application = await applicationWith(...gateways);
      const { status, body } = await application.upgrade('/polls/?EIO=4&transport=websocket');
      expect({ status, body }).to.deep.equal({ status: 400, body: '{"code":0,"message":"Transport unknown"}' });
    }
  });

  it('does not wait for ever where nobody listens to requests either', async () => {
    await using application = await applicationWith(HelloGateway);
    application.httpServer.removeAllListeners('request');
    using client = await RawConnection.open(application.url);
    client.upgrade('/unknown');
    await client.ended;
    expect(client.statuses).to.deep.equal([404]);
  });

  it('is ended with the HTTP server, however long Express takes to answer', async () => {
    const application = await applicationWith(HelloGateway);
    const entered = deferred();
    application.app.get('/slow', () => entered.resolve());
    using client = await RawConnection.open(application.url);
    client.upgrade('/slow', 'h2c');
    await entered.promise;
    await application.close(); // and closes all connections
  });

  it('adds no listener to an HTTP server whose gateways only poll', async () => {
    await using application = await applicationWith(PollingGateway);
    expect(application.httpServer.listenerCount('upgrade')).to.equal(0);
  });
});

describe('An upgrade that other listeners leave alone', () => {
  /** Sends an upgrade to a listener that does nothing, and lets `elapsedMs` pass. */
  async function leaveAlone(
    options: GatewayOptions,
    elapsedMs: number,
    body: (client: RawConnection, socket: Duplex) => Promise<void>,
  ): Promise<void> {
    @WebSocketGateway({ ...options, path: '/ws' })
    class ImpatientGateway {}
    await using application = await applicationWith(ImpatientGateway);
    application.httpServer.on('upgrade', () => undefined);
    using client = await RawConnection.open(application.url);
    client.request('GET /page HTTP/1.1', 'Host: spec'); // the connection is not new
    await client.until('page');
    client.received = '';
    mock.timers.enable({ apis: ['setTimeout'] });
    try {
      const heard = once(application.httpServer, 'upgrade');
      client.upgrade('/unknown');
      const [, socket] = (await heard) as [unknown, Duplex];
      mock.timers.tick(elapsedMs);
      await body(client, socket);
    } finally {
      mock.timers.reset();
    }
  }

  it('is not left open: it ends after a second, as with socket.io', () =>
    leaveAlone({}, 1_000, async (client) => {
      await client.ended;
      expect(client.statuses).to.deep.equal([404]);
    }));

  it('is not left open for longer than destroyUpgradeTimeout says', () =>
    leaveAlone({ destroyUpgradeTimeout: 50 }, 50, async (client) => {
      await client.ended;
      expect(client.statuses).to.deep.equal([404]);
    }));

  it('is not ended before its time, nor where a listener has answered', () =>
    leaveAlone({}, 999, async (client, socket) => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\n\r\n');
      mock.timers.tick(10_000);
      await client.until('101');
      socket.end('the last word');
      await client.until('the last word');
    }));

  it('is not ended where destroyUpgrade is false', () =>
    leaveAlone({ destroyUpgrade: false }, 60_000, async (client, socket) => {
      socket.end('HTTP/1.1 101 Switching Protocols\r\n\r\n');
      await client.until('101');
    }));
});

describe('A WebSocket server for every path', () => {
  it('gets what is for no gateway, and not what is for one', async () => {
    await using application = await applicationWith(HelloGateway);
    const everywhere = graphqlOn(application.httpServer, '');
    const { status } = await application.upgrade('/anything');
    expect(status).to.equal(101);
    expect(await helloFrom(application, '/ws', 'websocket')).to.equal('hello');
    everywhere.close();
  });
});
