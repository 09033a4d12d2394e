import { expect } from 'chai';
import type { RequestHandler } from 'express';
import { GatewayBase, SubscribeMessage, WebSocketGateway } from '../../../src';
import { TestApplication } from '../../support/application';
import { deferred } from '../../support/deferred';
import { handshake } from '../../support/handshake';
import { transports } from '../../support/transports';

@WebSocketGateway({ path: '/ws' })
class SessionGateway extends GatewayBase {
  @SubscribeMessage()
  session(): unknown {
    const { session, user } = this.context.environment.request;
    return { session, user };
  }
}

/** Calls `write` when the headers are about to be written, as express-session does with the package `on-headers`. */
function beforeHeaders(res: Parameters<RequestHandler>[1], write: () => void): void {
  const writeHead = res.writeHead.bind(res);
  res.writeHead = (status: number, ...rest: unknown[]): typeof res => {
    const headers = (rest.at(-1) ?? {}) as Record<string, string | string[]>;
    for (const [name, value] of Object.entries(headers)) res.set(name, value);
    write();
    return writeHead(status);
  };
}

/** What express-session does, without a store. */
const session: RequestHandler = (req, res, next) => {
  Object.assign(req, { session: { visits: 1 } });
  beforeHeaders(res, () => res.append('Set-Cookie', 'connect.sid=s%3A42; Path=/; HttpOnly'));
  next();
};

for (const transport of transports) {
  describe(`Express middleware of a handshake over ${transport}`, () => {
    /** An application with that middleware. */
    async function withMiddleware(...middleware: RequestHandler[]): Promise<TestApplication> {
      const application = await new TestApplication().listen();
      application.attach({ gateways: [SessionGateway], middleware });
      return application;
    }

    it('runs in order, before the client is connected', async () => {
      const log: string[] = [];
      const hold = deferred();
      await using application = await withMiddleware(
        (_req, _res, next) => {
          log.push('first');
          void hold.promise.then(() => next());
        },
        (_req, _res, next) => {
          log.push('second');
          next();
        },
      );
      const connected = application.connect('/ws', { transports: [transport] }).then(() => log.push('connected'));
      hold.resolve();
      await connected;
      expect(log).to.deep.equal(['first', 'second', 'connected']);
    });

    it('runs once for a client, however long it stays', async () => {
      let runs = 0;
      await using application = await withMiddleware((_req, _res, next) => {
        runs += 1;
        next();
      });
      const client = await application.connect('/ws', { transports: [transport] });
      for (let event = 0; event < 3; event += 1) await client.emitWithAck('session');
      expect(runs).to.equal(1);
    });

    it('does not run for the HTTP requests of Express', async () => {
      let runs = 0;
      await using application = await withMiddleware((_req, _res, next) => {
        runs += 1;
        next();
      });
      application.app.get('/page', (_req, res) => void res.send('page'));
      expect(await application.get('/page')).to.include({ status: 200, body: 'page' });
      expect(runs).to.equal(0);
    });

    it('gets the req and the res of Express', async () => {
      let seen: unknown;
      await using application = await withMiddleware((req, res, next) => {
        res.locals.visited = true;
        seen = {
          agent: req.get('User-Agent'),
          ip: req.ip,
          protocol: req.protocol,
          hostname: req.hostname,
          path: req.path,
          query: req.query.colour,
          accepts: req.accepts('json'),
          method: req.method,
          locals: { ...res.locals },
          sameApp: req.app === application.app && res.app === application.app,
          connected: req.res === res && res.req === req,
          originalUrl: req.originalUrl === req.url,
        };
        next();
      });
      await handshake(application, transport, '/ws', { 'User-Agent': 'spec/1.0' }, 'colour=blue');
      expect(seen).to.deep.equal({
        agent: 'spec/1.0',
        ip: '127.0.0.1',
        protocol: 'http',
        hostname: '127.0.0.1',
        path: '/ws/',
        query: 'blue',
        accepts: 'json',
        method: 'GET',
        locals: { visited: true },
        sameApp: true,
        connected: true,
        originalUrl: true,
      });
    });

    it('shares what it puts on the request with environment.request', async () => {
      await using application = await withMiddleware(session, (req, _res, next) => {
        Object.assign(req, { user: { name: 'ada' } });
        next();
      });
      const client = await application.connect('/ws', { transports: [transport] });
      expect(await client.emitWithAck('session')).to.deep.equal({ session: { visits: 1 }, user: { name: 'ada' } });
    });

    it('sets headers, as helmet does', async () => {
      await using application = await withMiddleware((_req, res, next) => {
        res.set('X-Frame-Options', 'DENY');
        res.setHeader('Referrer-Policy', 'no-referrer');
        res.set('X-Dropped', 'yes');
        res.removeHeader('X-Dropped');
        next();
      });
      const { status, headers } = await handshake(application, transport, '/ws');
      expect(status).to.equal(transport === 'websocket' ? 101 : 200);
      expect(headers).to.include({ 'x-frame-options': 'DENY', 'referrer-policy': 'no-referrer' });
      expect(headers).not.to.have.property('x-dropped');
    });

    it('sets headers just before they are written, as express-session does', async () => {
      await using application = await withMiddleware(session);
      const { headers } = await handshake(application, transport, '/ws');
      expect(headers['set-cookie']).to.deep.equal(['connect.sid=s%3A42; Path=/; HttpOnly']);
    });

    for (const count of [1, 2, 6, 20]) {
      it(`sets ${count} ${count === 1 ? 'cookie' : 'cookies'}, each in a header of its own`, async () => {
        const names = Array.from({ length: count }, (_, index) => `cookie-${index}`);
        await using application = await withMiddleware((_req, res, next) => {
          for (const name of names) res.cookie(name, 'a,b', { path: '/' });
          next();
        });
        const { headers } = await handshake(application, transport, '/ws');
        expect(headers['set-cookie']).to.deep.equal(names.map((name) => `${name}=a%2Cb; Path=/`));
      });
    }

    it('changes nothing about the connection itself', async () => {
      await using application = await withMiddleware(session, (_req, res, next) => {
        res.status(202).type('text/html');
        next();
      });
      const client = await application.connect('/ws', { transports: [transport] });
      expect(client.connected).to.be.true;
      const { status } = await handshake(application, transport, '/ws');
      expect(status).to.equal(transport === 'websocket' ? 101 : 200);
    });
  });
}

describe('Express middleware of a handshake', () => {
  it('runs once for a client that starts with polling and goes over to WebSocket', async () => {
    let runs = 0;
    await using application = await new TestApplication().listen();
    application.attach({
      gateways: [SessionGateway],
      middleware: [
        session,
        (_req, _res, next) => {
          runs += 1;
          next();
        },
      ],
    });
    const client = application.client('/ws', { transports: ['polling', 'websocket'] });
    const upgraded = new Promise((resolve) => {
      client.io.once('open', () => client.io.engine.once('upgrade', resolve));
    });
    client.connect();
    await upgraded;
    expect(await client.emitWithAck('session')).to.deep.equal({ session: { visits: 1 } });
    expect(runs).to.equal(1);
  });

  it('runs for the gateways of every path', async () => {
    @WebSocketGateway({ path: '/other-ws' })
    class OtherGateway {}
    const paths: string[] = [];
    await using application = await new TestApplication().listen();
    application.attach({
      gateways: [SessionGateway, OtherGateway],
      middleware: [
        (req, _res, next) => {
          paths.push(req.path);
          next();
        },
      ],
    });
    await application.connect('/ws');
    await application.connect('/other-ws');
    expect(paths).to.deep.equal(['/ws/', '/other-ws/']);
  });

  it('does not override the headers that socket.io sets, such as its cookie and those of CORS', async () => {
    await using application = await new TestApplication().listen();
    application.attach({
      gateways: [SessionGateway],
      server: { cookie: true, cors: { origin: 'https://example.com', credentials: true } },
      middleware: [session],
    });
    const { headers } = await handshake(application, 'polling', '/ws', { Origin: 'https://example.com' });
    expect(headers).to.include({ 'access-control-allow-origin': 'https://example.com' });
    expect(headers['set-cookie']).to.have.length(2);
    expect(headers['set-cookie']!.join()).to.match(/io=.*connect\.sid=|connect\.sid=.*io=/);
  });
});
