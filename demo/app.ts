import 'reflect-metadata';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import path from 'node:path';
import type { AddressInfo } from 'node:net';
import { buildSync } from 'esbuild';
import express, { type Application, type ErrorRequestHandler, type RequestHandler } from 'express';
import { Container } from 'inversify';
import { InversifyExpressServer } from 'inversify-express-utils';
import {
  attachGateways,
  type AttachOptions,
  describeGateways,
  type GatewayHost,
  type IdempotencyStore,
  MemoryIdempotencyStore,
} from '../src';
import { gatewayDocs } from '../src/docs';
import './announcements.controller';
import './code.controller';
import { ChatGateway } from './chat.gateway';
import { ChatLog, type MessageLog } from './chat-log';
import { HAS_CONSOLE } from './has-console';
import { PUBLIC } from './home.controller';
import './login.controller';
import { serveMetrics } from './metrics';
import { NodeGateway } from './node.gateway';
import { type OrderBook, Orders } from './orders';
import { OrdersGateway } from './orders.gateway';
import { type Attendance, Presence } from './presence';
import { RoomGateway } from './room.gateway';
import { RunningRequests } from './running-requests';
import { SessionAuthProvider } from './session-auth-provider';
import { sessions } from './sessions';
import { SerialGateway, ShowcaseGateway } from './showcase.gateway';
import { type Clock, Ticker } from './ticker';

/** A client that comes back within this time gets what it has missed. */
export const RECOVERY = {
  connectionStateRecovery: { maxDisconnectionDuration: 120_000, skipMiddlewares: false },
} satisfies AttachOptions['server'];

/** What is different where several nodes serve the demo. */
export interface DemoParts {
  readonly log: MessageLog;
  readonly orders: OrderBook;
  /** The answers of requests that may come again. */
  readonly answers: IdempotencyStore;
  readonly presence: Attendance;
  readonly clock: Clock;
  /** Gives every request its session. */
  readonly session: RequestHandler;
  /** Options of socket.io, with its adapter. */
  readonly server: NonNullable<AttachOptions['server']>;
  /** The page shows which node serves it. */
  readonly isNode: boolean;
}

/** One process that serves the demo. */
export interface Demo {
  readonly httpServer: Server;
  readonly gateways: GatewayHost;
  /** Lets running handlers finish, disconnects the clients, answers the HTTP requests that run, and ends connections. */
  close(): Promise<void>;
}

/** Everything in the memory of this process. */
function alone(): DemoParts {
  return {
    log: new ChatLog(),
    orders: new Orders(),
    answers: new MemoryIdempotencyStore(),
    presence: new Presence(),
    clock: new Ticker(),
    session: sessions(),
    server: RECOVERY,
    isNode: false,
  };
}

/**
 * One container and one Express application, for HTTP controllers and for gateways. Nobody listens yet.
 *
 * @param parts those of one process by default
 */
export function buildDemo(parts: DemoParts = alone()): Demo {
  const container = new Container();
  container.bind<MessageLog>(ChatLog).toConstantValue(parts.log);
  container.bind<OrderBook>(Orders).toConstantValue(parts.orders);
  container.bind<IdempotencyStore>(MemoryIdempotencyStore).toConstantValue(parts.answers);
  container.bind<Attendance>(Presence).toConstantValue(parts.presence);
  container.bind<Clock>(Ticker).toConstantValue(parts.clock);
  for (const gateway of [ChatGateway, ShowcaseGateway, SerialGateway, RoomGateway, OrdersGateway]) {
    container.bind(gateway).toSelf().inSingletonScope();
  }
  if (parts.isNode) container.bind(NodeGateway).toSelf().inSingletonScope();

  const app = express();
  const httpServer = createServer(app);
  const requests = new RunningRequests(httpServer);
  app.use(parts.session); // before IEU's own middleware, which asks the AuthProvider
  // Before `build()`, which constructs every controller once: some of them inject the GatewayHost.
  const gateways = attachGateways(app, httpServer, container, {
    server: parts.server,
    middleware: [parts.session],
    authProvider: SessionAuthProvider,
  });
  serveMetrics(app, gateways);
  if (HAS_CONSOLE) app.use('/docs', gatewayDocs(gateways, { title: 'Chat', version: '1.0.0', dryRun: true }));
  new InversifyExpressServer(container, null, null, app, SessionAuthProvider)
    .setConfig(configure)
    .setErrorConfig(answerErrors)
    .build();

  return {
    httpServer,
    gateways,
    async close() {
      await gateways.close({ timeoutMs: 5_000 });
      const closed = httpServer.listening ? once(httpServer, 'close') : undefined; // a node of a cluster does not listen
      httpServer.close();
      await requests.answered(5_000);
      httpServer.closeAllConnections(); // browsers keep some for their next request
      await closed;
    },
  };
}

/**
 * The demo on one port.
 *
 * @param port 0 is any that is free
 * @param address `0.0.0.0` lets in other machines too
 */
export async function startDemo(port: number, address: string) {
  const demo = buildDemo();
  try {
    await listen(demo.httpServer, port, address);
  } catch (error) {
    await demo.gateways.close();
    throw error;
  }
  return {
    port: portOf(demo.httpServer),
    /** What is attached, as a table. */
    table: describeGateways(demo.gateways),
    close: () => demo.close(),
  };
}

/** Resolves when the server listens. */
export async function listen(server: Server, port: number, address: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, address, resolve);
  });
}

export function portOf(server: Server): number {
  return (server.address() as AddressInfo).port; // it listens on TCP
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
