import { once } from 'node:events';
import type { Server as HttpServer } from 'node:http';
import type { Socket as NetSocket } from 'node:net';
import { expect } from 'chai';
import type { RequestHandler } from 'express';
import { TestApplication } from '../../support/application';
import { deferred } from '../../support/deferred';
import { HelloGateway } from '../hello';
import { RawConnection } from '../support/raw-connection';

const opening = '/ws/?EIO=4&transport=websocket';

/** What the server sees of the next connection. */
async function nextConnection(httpServer: HttpServer): Promise<NetSocket> {
  const [socket] = (await once(httpServer, 'connection')) as [NetSocket];
  return socket;
}

/** Closes an HTTP server as the guide does, and resolves when it has no connection any more. */
async function shutDown(httpServer: HttpServer): Promise<void> {
  const closed = new Promise((resolve) => httpServer.close(resolve));
  httpServer.closeAllConnections();
  await closed;
}

const refusals: [string, RequestHandler][] = [
  ['403', (_req, res) => void res.status(403).send('no')],
  ['401 without a body', (_req, res) => void res.status(401).end()],
  [
    '402 in pieces',
    (_req, res) => {
      res.status(402).write('n');
      res.end('o');
    },
  ],
  ['413 with a long body', (_req, res) => void res.status(413).send('no'.repeat(5e5))],
];

const silent = { debug() {}, info() {}, warn() {}, error() {} };

describe('The connection of an upgrade that was refused', () => {
  for (const [what, middleware] of refusals) {
    it(`by a middleware does not stay because its client keeps its side open: ${what}`, async () => {
      await using application = await new TestApplication().listen();
      application.attach({ gateways: [HelloGateway], middleware: [middleware] });
      const arrived = nextConnection(application.httpServer);
      using client = await RawConnection.open(application.url);
      const socket = await arrived;
      const gone = once(socket, 'close');
      client.upgrade(opening);
      await gone;
      await client.ended;
      expect(client.received).to.match(new RegExp(`^HTTP/1.1 ${what.slice(0, 3)}`));
      if (what.startsWith('413')) expect(client.received).to.match(/no$/).and.to.have.length.above(1e6);
      await shutDown(application.httpServer);
    });
  }

  it('although it has a body that never ends does not stay', async () => {
    await using application = await new TestApplication().listen();
    application.attach({ gateways: [HelloGateway], middleware: [(_req, res) => void res.sendStatus(403)] });
    const arrived = nextConnection(application.httpServer);
    using client = await RawConnection.open(application.url);
    const socket = await arrived;
    const gone = once(socket, 'close');
    client.upgrade(opening, 'websocket', 'Content-Length: 6');
    client.socket.write('abc');
    await gone;
    await client.ended;
    expect(client.statuses).to.deep.equal([403]);
  });

  it('as nobody has its path does not stay because its client keeps its side open', async () => {
    await using application = await new TestApplication().listen();
    application.attach({ gateways: [HelloGateway] });
    application.httpServer.removeAllListeners('request');
    const arrived = nextConnection(application.httpServer);
    using client = await RawConnection.open(application.url);
    const socket = await arrived;
    const gone = once(socket, 'close');
    client.upgrade('/unknown');
    await gone;
    await client.ended;
    expect(client.statuses).to.deep.equal([404]);
  });

  it('as its origin may not come in does not stay because its client keeps its side open', async () => {
    await using application = await new TestApplication().listen();
    application.attach({ gateways: [HelloGateway], logger: silent });
    const arrived = nextConnection(application.httpServer);
    using client = await RawConnection.open(application.url);
    const socket = await arrived;
    const gone = once(socket, 'close');
    client.upgrade(opening, 'websocket', 'Origin: https://evil.example');
    await gone;
    await client.ended;
    expect(client.statuses).to.deep.equal([403]);
  });

  it('by a middleware that fails does not stay because its client keeps its side open', async () => {
    await using application = await new TestApplication().listen();
    const middleware: RequestHandler[] = [(_req, _res, next) => next(new Error('no'))];
    application.attach({ gateways: [HelloGateway], middleware, logger: silent });
    const arrived = nextConnection(application.httpServer);
    using client = await RawConnection.open(application.url);
    const socket = await arrived;
    const gone = once(socket, 'close');
    client.upgrade(opening);
    await gone;
    await client.ended;
    expect(client.statuses).to.deep.equal([400]);
  });

  it('that waits for a middleware, after another request, is not left without an answer by closing', async () => {
    const [entered, hold] = [deferred(), deferred()];
    await using application = await new TestApplication().listen();
    const host = application.attach({
      gateways: [HelloGateway],
      middleware: [
        (_req, _res, next) => {
          entered.resolve();
          void hold.promise.then(() => next());
        },
      ],
    });
    application.app.get('/page', (_req, res) => void res.send('page'));
    using waiting = await RawConnection.open(application.url);
    waiting.request('GET /page HTTP/1.1', 'Host: spec');
    await waiting.until('page');
    waiting.upgrade(opening);
    await entered.promise;
    await host.close();
    await waiting.ended;
    hold.resolve();
    expect(waiting.statuses).to.deep.equal([200, 503]);
  });

  it('that waits for a middleware does not keep the application from closing', async () => {
    const [entered, hold] = [deferred(), deferred()];
    await using application = await new TestApplication().listen();
    const host = application.attach({
      gateways: [HelloGateway],
      middleware: [
        (_req, _res, next) => {
          entered.resolve();
          void hold.promise.then(() => next());
        },
      ],
    });
    using waiting = await RawConnection.open(application.url);
    waiting.upgrade(opening);
    await entered.promise;
    await host.close();
    await shutDown(application.httpServer);
    hold.resolve();
    await waiting.ended;
    expect(waiting.statuses).to.deep.equal([503]);
  });

  it('by a middleware does not keep the application from closing where its client never reads the answer', async () => {
    const answered = deferred();
    await using application = await new TestApplication().listen();
    const host = application.attach({
      gateways: [HelloGateway],
      middleware: [
        (_req, res) => {
          res.status(403).send('no'.repeat(20e6));
          answered.resolve();
        },
      ],
    });
    using client = await RawConnection.open(application.url);
    client.socket.pause();
    client.upgrade(opening);
    await answered.promise;
    await host.close();
    await shutDown(application.httpServer);
  });

  it('by a middleware does not keep the application from closing where that answers for ever', async () => {
    const entered = deferred();
    await using application = await new TestApplication().listen();
    const host = application.attach({
      gateways: [HelloGateway],
      middleware: [
        (_req, res) => {
          res.status(200).write('for ever');
          entered.resolve();
        },
      ],
    });
    using client = await RawConnection.open(application.url);
    client.upgrade(opening);
    await entered.promise;
    await host.close();
    await shutDown(application.httpServer);
    await client.ended;
  });
});

describe('An upgrade that follows a request which is not answered yet', () => {
  for (const [what, middleware] of [
    ['a middleware that refuses', [(_req, res) => void res.sendStatus(403)]],
    ['a middleware that passes', [(_req, _res, next) => next()]],
    ['no middleware', []],
  ] as [string, RequestHandler[]][]) {
    it(`does not end the process, with ${what}`, async () => {
      const [entered, hold] = [deferred(), deferred()];
      await using application = await new TestApplication().listen();
      application.app.get('/slow', (_req, res) => {
        entered.resolve();
        void hold.promise.then(() => res.send('slow'));
      });
      application.attach({ gateways: [HelloGateway], middleware, logger: silent });
      const socket = nextConnection(application.httpServer);
      using client = await RawConnection.open(application.url);
      client.request('GET /slow HTTP/1.1', 'Host: spec');
      client.upgrade(opening, 'websocket', 'Origin: https://evil.example');
      await entered.promise;
      hold.resolve();
      await once(await socket, 'close');
      expect((await application.get('/slow')).body).to.equal('slow');
    });
  }
});
