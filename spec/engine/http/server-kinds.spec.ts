import { createServer, type Server as HttpServer } from 'node:http';
import { connect as connectHttp2, createSecureServer } from 'node:http2';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import express from 'express';
import { Container } from 'inversify';
import { io } from 'socket.io-client';
import { attachGateways, type AttachOptions, type GatewayHost } from '../../../src';
import { selfSigned } from '../../support/certificate';
import { listenersOf } from '../../support/application';
import { transports } from '../../support/transports';
import { HelloGateway } from '../hello';

type App = ReturnType<typeof express>;

const kinds: [string, 'http' | 'https', (app: App) => HttpServer][] = [
  ['an HTTP server without a listener', 'http', () => createServer()],
  ['an HTTPS server', 'https', (app) => createHttpsServer(selfSigned, app)],
  [
    'an HTTP/2 server that takes HTTP/1, too',
    'https',
    // By its types it is another server; it emits the same requests.
    (app) => createSecureServer({ ...selfSigned, allowHTTP1: true }, app as never) as unknown as HttpServer,
  ],
  [
    'an HTTP/2 server without a listener',
    'https',
    () => createSecureServer({ ...selfSigned, allowHTTP1: true }) as unknown as HttpServer,
  ],
];

/** Listens, hands the server's URL to `body`, and closes everything. */
async function listening(
  server: HttpServer,
  scheme: string,
  options: AttachOptions,
  body: (url: string, host: GatewayHost) => Promise<void>,
  app = express(),
): Promise<void> {
  const host = attachGateways(app, server, new Container(), { gateways: [HelloGateway], ...options });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  try {
    await body(`${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`, host);
  } finally {
    await host.close({ timeoutMs: 500 });
    server.close();
    (server as Partial<HttpServer>).closeAllConnections?.();
  }
}

async function hello(url: string, transport: string): Promise<unknown> {
  const client = io(url, {
    path: '/ws',
    transports: [transport],
    rejectUnauthorized: false,
    forceNew: true,
    reconnection: false,
  });
  try {
    return await new Promise((resolve, reject) => {
      client.once('connect_error', reject);
      client.once('connect', () =>
        client.timeout(2_000).emit('hello', (error: Error | null, answer: unknown) => {
          if (error) reject(error);
          else resolve(answer);
        }),
      );
    });
  } finally {
    client.disconnect();
  }
}

for (const [kind, scheme, create] of kinds) {
  describe(`Gateways on ${kind}`, () => {
    for (const transport of transports) {
      it(`are not out of reach, over ${transport}`, () => {
        const app = express();
        const middleware: AttachOptions['middleware'] = [(_req, _res, next) => next()];
        return listening(create(app), scheme, { middleware }, async (url) => {
          expect(await hello(url, transport)).to.equal('hello');
        });
      });
    }

    it('leave nothing behind', async () => {
      const app = express();
      const server = create(app);
      const listeners = () => {
        const { newListener: _, stream: __, ...rest } = listenersOf(server); // Node's own, for a first listener
        return { ...rest, decides: Reflect.get(server, 'shouldUpgradeCallback') as unknown };
      };
      const before = listeners();
      await listening(server, scheme, {}, async (url, host) => {
        await hello(url, 'websocket');
        await host.close();
        expect(listeners()).to.deep.equal(before);
        expect(Object.hasOwn(server, 'emit')).to.be.false;
      });
    });
  });
}

describe('Polling over HTTP/2', () => {
  async function poll(url: string, headers: Record<string, string> = {}): Promise<{ status: unknown; body: string }> {
    const session = connectHttp2(url, { rejectUnauthorized: false });
    try {
      const stream = session.request({ ':path': '/ws/?EIO=4&transport=polling', ...headers });
      const status = new Promise((resolve) => stream.once('response', (answer) => resolve(answer[':status'])));
      return { body: await text(stream), status: await status };
    } finally {
      session.close();
    }
  }

  const create = (app?: App) =>
    createSecureServer({ ...selfSigned, allowHTTP1: true }, app as never) as unknown as HttpServer;

  for (const withListener of [true, false]) {
    it(`is not left without an answer, ${withListener ? 'with' : 'without'} a listener for requests`, () => {
      const app = withListener ? express() : undefined;
      return listening(create(app), 'https', {}, async (url) => {
        const { status, body } = await poll(url);
        expect(status).to.equal(200);
        expect(body).to.match(/^0\{"sid"/);
      });
    });
  }

  it('does not let pages of another origin in, and the own ones it does', () =>
    listening(create(), 'https', { logger: { debug() {}, info() {}, warn() {}, error() {} } }, async (url) => {
      expect((await poll(url, { origin: 'https://evil.example' })).status).to.equal(403);
      expect((await poll(url, { origin: url })).status).to.equal(200);
    }));

  it('does not end the process where there is a middleware, which Express cannot run over HTTP/2', () => {
    const logger = { debug() {}, info() {}, warn() {}, error() {} };
    let runs = 0;
    const middleware: AttachOptions['middleware'] = [
      (_req, _res, next) => {
        runs += 1;
        next();
      },
    ];
    return listening(create(express()), 'https', { middleware, logger }, async (url) => {
      expect(await poll(url)).to.deep.include({ status: 400 });
      expect(runs).to.equal(0);
      expect(await hello(url, 'websocket')).to.equal('hello');
    });
  });
});
