import { once } from 'node:events';
import { expect } from 'chai';
import type { RequestHandler } from 'express';
import session from 'express-session';
import { deferred } from '../../support/deferred';
import { handshake } from '../../support/handshake';
import { RecordingLogger } from '../../support/recording-logger';
import { type Transport, transports } from '../../support/transports';
import { until } from '../../support/until';
import { attached, helloOf, unlessWelcome } from '../hello';
import { RawConnection } from '../support/raw-connection';
import type { TestApplication } from '../../support/application';

const BEGUN = 'Error: A middleware called next() before its answer had ended; expected one of the two';

/** Handlers that have begun an answer, and give it up; and what the log says. */
const handlers: readonly (readonly [string, RequestHandler, string])[] = [
  [
    'writeHead, then next()',
    (_req, res, next) => {
      res.writeHead(403);
      next();
    },
    BEGUN,
  ],
  [
    'flushHeaders, then next()',
    (_req, res, next) => {
      res.status(403).flushHeaders();
      next();
    },
    BEGUN,
  ],
  [
    'write, then next() later',
    (_req, res, next) => {
      res.write('abc');
      setImmediate(next);
    },
    BEGUN,
  ],
  [
    'writeHead, then next(error)',
    (_req, res, next) => {
      res.writeHead(403);
      next(new Error('given up'));
    },
    'Error: given up',
  ],
  [
    'write, then throw',
    (_req, res) => {
      res.write('abc');
      throw new Error('given up');
    },
    'Error: given up',
  ],
  [
    'write, then a rejection',
    (_req, res) => {
      res.write('abc');
      return Promise.reject(new Error('given up'));
    },
    'Error: given up',
  ],
];

async function serverConnections({ httpServer }: TestApplication): Promise<number> {
  return new Promise((resolve, reject) => {
    httpServer.getConnections((error, count) => (error ? reject(error) : resolve(count)));
  });
}

function open(connection: RawConnection, transport: Transport): void {
  const path = `/ws/?EIO=4&transport=${transport}`;
  if (transport === 'websocket') connection.upgrade(path);
  else connection.request(`GET ${path} HTTP/1.1`, 'Host: spec');
}

for (const transport of transports) {
  describe(`a handshake over ${transport}`, () => {
    for (const [how, handler, line] of handlers) {
      it(`ends with its connection where a middleware gives its answer up: ${how}`, async () => {
        const logger = new RecordingLogger();
        await using application = await attached([unlessWelcome(handler)], { logger });
        using connection = await RawConnection.open(application.url);
        const closed = once(connection.socket, 'end').catch(() => undefined); // or reset
        open(connection, transport);
        await closed;
        await until(async () => (await serverConnections(application)) === 0, 'the server has ended the connection');
        expect(logger.at('error').map(({ message }) => message)).to.deep.equal(['A middleware refused a handshake']);
        expect(logger.detailsAt('error').map(String)).to.deep.equal([line]);
        expect(await helloOf(application, transport)).to.equal('hello');
      });
    }

    it('gets the answer that a session holds back until it is saved, also where next() is called as well', async () => {
      const store = new session.MemoryStore();
      const set = store.set.bind(store);
      store.set = (...args) => setTimeout(() => set(...args), 20);
      const logger = new RecordingLogger();
      await using application = await attached(
        [
          session({ secret: 'spec', resave: false, saveUninitialized: true, store }),
          (_req, res, next) => {
            res.status(403).end('no');
            next();
          },
        ],
        { logger },
      );
      const { status, body, headers } = await handshake(application, transport, '/ws');
      expect({ status, body }).to.deep.equal({ status: 403, body: 'no' });
      expect(headers['set-cookie']).to.have.length(1);
      expect(logger.at('error')).to.deep.equal([]);
    });

    for (const how of ['ends its side', 'resets its connection'] as const) {
      it(`frees its connection when its client ${how} before a middleware answers`, async () => {
        const entered = deferred();
        let goOn: () => void = () => undefined;
        await using application = await attached([
          unlessWelcome((_req, _res, next) => {
            goOn = next;
            entered.resolve();
          }),
        ]);
        using connection = await RawConnection.open(application.url);
        open(connection, transport);
        await entered.promise;
        if (how === 'ends its side') connection.socket.end();
        else connection.socket.resetAndDestroy();
        await until(async () => (await serverConnections(application)) === 0, 'the server has ended the connection');
        goOn(); // too late: no session is opened for it
        expect(await helloOf(application, transport)).to.equal('hello');
        const [host] = application.hosts;
        expect(host!.servers.get('/ws')!.engine.clientsCount).to.equal(1);
      });
    }
  });
}
