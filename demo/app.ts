import 'reflect-metadata';
import { once } from 'node:events';
import { createServer } from 'node:http';
import path from 'node:path';
import type { AddressInfo } from 'node:net';
import { buildSync } from 'esbuild';
import express, { type Application, type ErrorRequestHandler } from 'express';
import { Container } from 'inversify';
import { InversifyExpressServer } from 'inversify-express-utils';
import { attachGateways, describeGateways } from '../src';
import { gatewayDocs } from '../src/docs';
import './announcements.controller';
import './code.controller';
import { ChatGateway } from './chat.gateway';
import { ChatLog } from './chat-log';
import { HAS_CONSOLE } from './has-console';
import { PUBLIC } from './home.controller';
import './login.controller';
import { serveMetrics } from './metrics';
import { SessionAuthProvider } from './session-auth-provider';
import { sessions } from './sessions';
import { ShowcaseGateway } from './showcase.gateway';
import { Ticker } from './ticker';

export interface Demo {
  readonly port: number;
  /** What is attached, as a table. */
  readonly table: string;
  /** Lets running handlers finish, disconnects the clients, then closes the HTTP server. */
  close(): Promise<void>;
}

/**
 * One container, one Express application and one port, for HTTP controllers and for gateways.
 *
 * @param port 0 is any that is free
 * @param address `0.0.0.0` lets in other machines too
 */
export async function startDemo(port: number, address: string): Promise<Demo> {
  const container = new Container();
  container.bind(ChatLog).toSelf().inSingletonScope();
  container.bind(Ticker).toSelf().inSingletonScope();
  container.bind(ChatGateway).toSelf().inSingletonScope();
  container.bind(ShowcaseGateway).toSelf().inSingletonScope();

  const app = express();
  const httpServer = createServer(app);
  const session = sessions();
  app.use(session); // before IEU's own middleware, which asks the AuthProvider
  // Before `build()`, which constructs every controller once: some of them inject the GatewayHost.
  const gateways = attachGateways(app, httpServer, container, {
    middleware: [session],
    authProvider: SessionAuthProvider,
  });
  serveMetrics(app, gateways);
  if (HAS_CONSOLE) app.use('/docs', gatewayDocs(gateways, { title: 'Chat', version: '1.0.0', dryRun: true }));
  new InversifyExpressServer(container, null, null, app, SessionAuthProvider)
    .setConfig(configure)
    .setErrorConfig(answerErrors)
    .build();

  try {
    await new Promise<void>((resolve, reject) => {
      httpServer.once('error', reject);
      httpServer.listen(port, address, resolve);
    });
  } catch (error) {
    await gateways.close();
    throw error;
  }

  return {
    port: (httpServer.address() as AddressInfo).port, // it listens on TCP
    table: describeGateways(gateways),
    async close() {
      await gateways.close({ timeoutMs: 5_000 });
      const closed = once(httpServer, 'close');
      httpServer.close();
      httpServer.closeAllConnections(); // browsers keep some for their next request
      await closed;
    },
  };
}

/** `request()` and `stream()` for the page, as a bundler makes them. */
function clientModule(): string {
  const { outputFiles } = buildSync({
    entryPoints: [path.join(__dirname, '../src/client/index.ts')],
    bundle: true,
    format: 'esm',
    write: false,
  });
  return outputFiles.map(({ text }) => text).join('');
}

function configure(app: Application): void {
  const client = clientModule();
  app.get('/client.js', (_request, response) => void response.type('js').send(client));
  app.disable('x-powered-by');
  app.use((_request, response, next) => {
    // The page needs nothing from outside, and this keeps it so. Older Safaris do not count `ws:` as 'self'.
    response.setHeader('Content-Security-Policy', "default-src 'self'; connect-src 'self' ws: wss:");
    next();
  });
  app.use(express.json({ limit: '10kb' }));
  app.use(express.static(PUBLIC, { index: false }));
}

const reply: ErrorRequestHandler = (error: Error & { status?: number }, _request, response, next) => {
  if (response.headersSent) {
    next(error);
    return;
  }
  const status = error.status ?? 500;
  if (status >= 500) console.error(error);
  response.status(status).json({ error: status < 500 ? error.message : 'Something went wrong' });
};

function answerErrors(app: Application): void {
  app.use(reply);
}
