import { AsyncResource } from 'node:async_hooks';
import type { Server as HttpServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Application } from 'express';
import type { Container } from 'inversify';
import type * as SocketIoClient from 'socket.io-client';
import type * as Supertest from 'supertest';
import { attachGatewaysAsync } from '../../attach';
import type { GatewayContainer, Newable } from '../../container';
import { blankApplication, httpServerFor } from '../../engine/handshake/blank-application';
import type { GatewayHost } from '../../host';
import type { AttachOptions } from '../../options';
import { optionalPeer } from '../../optional-peer';
import { within } from '../../runtime/timing';
import type { GatewayDefinition } from '../../registry/definitions';
import { newContainer } from '../new-container';
import type { HttpAgent } from './http-agent';

/** The time in milliseconds that `@OnDisconnected`, `@OnGatewayClose` and the connections each have to end. */
const CLOSE_MS = 500;

type CookieAccessInfo = Parameters<HttpAgent['jar']['getCookies']>[0];

/** Without its call signature; with it, TypeScript could not tell the parameter of a function that makes one. */
type ExpressApplication = Pick<Application, keyof Application>;

/** Written as a parameter, as Inversify 6 and 7 have a `Container` for `import` and another for `require`. */
export interface TestModuleOptions<
  Gateways extends readonly Newable[],
  AnyContainer extends GatewayContainer = Container,
> {
  /** The gateways under test; the client of a test connects to the first. Unbound ones are bound, as singletons. */
  gateways: Gateways;
  /** Binds providers, and doubles in place of real ones, in the module's own container. */
  bind?: (container: AnyContainer) => void;
  /** An Express application, or a function of the container that builds one (with IEU, say). @default a bare one */
  app?: ExpressApplication | ((container: AnyContainer) => Application | Promise<Application>);
  /** As for `attachGateways`. */
  options?: Omit<AttachOptions, 'gateways'>;
}

/** A running application with its gateways, on a free port of the loopback interface. */
export class TestServer<AnyContainer extends GatewayContainer = Container> {
  /** The clients of the test, whether they are connected or not. */
  readonly clients: Set<SocketIoClient.Socket> = new Set();
  readonly #httpServer: HttpServer;
  readonly #connections: ReadonlySet<Socket>;
  #http: HttpAgent | undefined;

  private constructor(
    readonly container: AnyContainer,
    readonly host: GatewayHost,
    readonly gateway: GatewayDefinition,
    readonly io: (typeof SocketIoClient)['io'],
    readonly acks: AttachOptions['acks'],
    httpServer: HttpServer,
    connections: ReadonlySet<Socket>,
  ) {
    this.#httpServer = httpServer;
    this.#connections = connections;
  }

  static async start<AnyContainer extends GatewayContainer>({
    gateways,
    bind,
    app,
    options,
  }: TestModuleOptions<readonly Newable[], AnyContainer>): Promise<TestServer<AnyContainer>> {
    const { io } = optionalPeer('socket.io-client', 'TestGateway', 'npm install --save-dev') as typeof SocketIoClient;
    const container = newContainer() as AnyContainer;
    bind?.(container);
    const application = await applicationFrom(app, container);
    const httpServer = httpServerFor(application);
    const connections = new Set<Socket>();
    httpServer.on('connection', (connection) => {
      keepContext(connection);
      connections.add(connection);
      connection.once('close', () => connections.delete(connection));
    });
    const host = await attachGatewaysAsync(application, httpServer, container, {
      ...options,
      gateways,
    });
    const [gateway] = host.registry.gateways as [GatewayDefinition]; // there is one, or attaching had failed
    await new Promise<void>((resolve, reject) => {
      httpServer.once('error', reject);
      httpServer.listen(0, '127.0.0.1', resolve);
    });
    return new TestServer(container, host, gateway, io, options?.acks, httpServer, connections);
  }

  /** An agent of supertest on this server, with cookies of its own. */
  get http(): HttpAgent {
    const supertest = optionalPeer('supertest', 'ctx.http', 'npm install --save-dev') as typeof Supertest.default;
    return (this.#http ??= supertest.agent(this.baseUrl));
  }

  /** The cookies that the agent would send, as a header. */
  get cookies(): string {
    const { hostname, pathname } = new URL(this.baseUrl);
    // The shape is all that the jar looks at; its class comes with a package that is no peer of ours.
    const access: object = { domain: hostname, path: pathname, secure: false, script: false };
    return this.http.jar.getCookies(access as CookieAccessInfo).toValueString();
  }

  get baseUrl(): string {
    const { port } = this.#httpServer.address() as AddressInfo; // it listens on TCP
    return `http://127.0.0.1:${port}`;
  }

  /** `true` for a path whose connections can be recovered. */
  recovers(path: string | undefined): boolean {
    const definition = this.host.registry.servers.find((server) => server.path === path);
    return Boolean(definition?.options.connectionStateRecovery);
  }

  /** Whatever still runs has been waited for. */
  async close(): Promise<void> {
    await this.host.close({ timeoutMs: CLOSE_MS });
    this.#httpServer.closeAllConnections();
    const closed = [...this.#connections].map(
      (connection) => new Promise((resolve) => connection.once('close', resolve)),
    );
    closed.push(new Promise((resolve) => this.#httpServer.close(resolve)));
    if (await within(CLOSE_MS, () => Promise.all(closed))) return;
    for (const connection of this.#connections) connection.destroy(); // of a client that does not read
    await Promise.all(closed);
  }
}

/**
 * Lets what a connection receives happen in the asynchronous context of its server, for {@link TimerWatch}: Node makes
 * a connection's handle in none, and an HTTP parser hides that only until a WebSocket takes over.
 */
function keepContext(connection: Socket): void {
  connection.emit = AsyncResource.bind(connection.emit.bind(connection));
}

async function applicationFrom<AnyContainer extends GatewayContainer>(
  app: TestModuleOptions<readonly Newable[], AnyContainer>['app'],
  container: AnyContainer,
): Promise<Application> {
  if (app === undefined) return blankApplication();
  return 'locals' in app ? (app as Application) : app(container); // an application is a function, too
}
