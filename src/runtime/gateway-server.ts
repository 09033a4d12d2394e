import type { IncomingMessage, Server as HttpServer, ServerResponse } from 'node:http';
import type { RequestHandler } from 'express';
import { type Namespace, Server } from 'socket.io';
import type { Newable, Provider } from '../container';
import type { ServerDefinition } from '../registry/definitions';
import { urlPrefix } from '../registry/paths';
import type { Activity } from './activity';
import type { Connection } from './connection';
import { handshakeMiddleware, opensSession } from './express-bridge';
import { HttpFront } from './http-front';
import { GatewayNamespace } from './namespace';
import { compileNamespaceHandlers } from './namespace-handlers';
import type { Settings } from './settings';
import { drained } from './transport';

/** One path at work: its socket.io server, and the namespaces on it. */
export class GatewayServer {
  readonly io: Server;
  readonly #namespaces: readonly GatewayNamespace[];

  /** Wires the gateways; no request arrives before {@link open}. */
  constructor(
    private readonly definition: ServerDefinition,
    providers: ReadonlyMap<Newable, Provider<object>>,
    private readonly settings: Settings,
    private readonly activity: Activity,
  ) {
    const handlers = definition.namespaces.map((namespace) =>
      compileNamespaceHandlers(namespace, providers, settings, activity),
    );
    this.io = new Server({ ...definition.options });
    this.#namespaces = handlers.map((each) => new GatewayNamespace(this.io.of(each.definition.name), each));
  }

  /** Takes the requests of its path from an HTTP server. */
  open(httpServer: HttpServer, middleware: readonly RequestHandler[]): void {
    const door = HttpFront.open(httpServer, urlPrefix(this.definition));
    // A door is all that socket.io needs of an HTTP server: its listeners, and something to close.
    this.io.attach(door as unknown as HttpServer);
    this.io.engine.use(refuseWhileClosing(this.activity));
    if (middleware.length > 0) this.io.engine.use(handshakeMiddleware(this.settings.app, middleware));
  }

  /** The namespace of a gateway; the parent namespace, where its name is a pattern. */
  namespaceOf(gateway: Newable): Namespace | undefined {
    return this.#namespaces.find((each) => each.serves(gateway))?.namespace;
  }

  /** Aborts `context.signal` of everything that still runs. */
  abort(reason: Error): void {
    for (const connection of this.#connections()) connection.abort(reason);
  }

  /** Resolves when every answer that was given has left for its client, or `deadline` is aborted. */
  async flushed(deadline: AbortSignal): Promise<void> {
    await Promise.all(this.#connections().map(({ socket }) => drained(socket.conn, deadline)));
  }

  /** Disconnects the clients of this node; they may connect to another. The HTTP server goes on. */
  async close(): Promise<void> {
    await this.io.close();
  }

  #connections(): readonly Connection[] {
    return this.#namespaces.flatMap(({ connections }) => [...connections]);
  }
}

/** engine.io runs this on every request: those of clients that are there already go on, so that they get their answers. */
function refuseWhileClosing(activity: Activity) {
  return (request: IncomingMessage, response: ServerResponse, next: () => void): void => {
    if (!activity.closing || !opensSession(request)) {
      next();
      return;
    }
    response.writeHead(503, { 'Retry-After': '1', Connection: 'close' });
    response.end();
  };
}
