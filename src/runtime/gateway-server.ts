import type { IncomingMessage, Server as HttpServer, ServerResponse } from 'node:http';
import type { RequestHandler } from 'express';
import { type Namespace, Server } from 'socket.io';
import type { Around } from '../around';
import type { AuthProvider } from '../auth-provider';
import type { Newable } from '../container';
import type { ServerDefinition } from '../registry/definitions';
import { urlPrefix } from '../registry/paths';
import type { Activity } from './activity';
import { compileAdmission } from './admission';
import type { Connection } from './connection';
import { handshakeMiddleware, keepCookiesTogether, opensSession, plainResponse } from './express-bridge';
import { type Door, HttpFront } from './http-front';
import { MissedPackets } from './missed-packets';
import { GatewayNamespace } from './namespace';
import { compileNamespaceHandlers } from './namespace-handlers';
import type { Resources } from './resources';
import { subscribeServerEvents } from './server-events';
import type { Settings } from './settings';
import { closeForGood, drained, openConnections } from './transport';
import { WriteCoalescing } from './write-coalescing';

/** One path at work: its socket.io server, and the namespaces on it. */
export class GatewayServer {
  readonly io: Server;
  readonly #namespaces: readonly GatewayNamespace[];
  /** An AuthProvider takes the handshake's request for one of Express'. */
  readonly #needsExpress: boolean;
  #door: Door | undefined;
  #coalescing: WriteCoalescing | undefined;

  /** Wires the gateways; no request arrives before {@link open}. */
  constructor(
    private readonly definition: ServerDefinition,
    { around, authProvider }: { around: Around; authProvider: Newable<AuthProvider> | undefined },
    resources: Resources,
    private readonly settings: Settings,
    private readonly activity: Activity,
  ) {
    this.#needsExpress = authProvider !== undefined;
    // Idle children of patterns are closed here: see ChildNamespaces.
    this.io = new Server({ ...definition.options, cleanupEmptyChildNamespaces: false });
    const { connectionStateRecovery: recovery } = definition.options;
    const missed = recovery && recovery.skipMiddlewares === false ? new MissedPackets(this.io) : undefined;
    // Names before patterns: socket.io would make a child of a pattern of a name that matches it.
    const namesFirst = definition.namespaces.toSorted((one, other) => Number(!!one.pattern) - Number(!!other.pattern));
    this.#namespaces = namesFirst.map((each) => {
      const namespace = this.io.of(each.pattern ?? each.name);
      const handlers = compileNamespaceHandlers(each, around, resources, settings, activity);
      subscribeServerEvents(namespace, handlers, resources);
      const admission = compileAdmission(each, around, authProvider, resources);
      return new GatewayNamespace(namespace, handlers, admission, missed);
    });
  }

  /** Takes the requests of its path from an HTTP server. */
  open(httpServer: HttpServer, middleware: readonly RequestHandler[]): void {
    const door = (this.#door = HttpFront.open(httpServer, urlPrefix(this.definition)));
    // A door is all that socket.io needs of an HTTP server: its listeners, and something to close.
    try {
      this.io.attach(door as unknown as HttpServer);
    } catch (error) {
      door.close(); // an option that engine.io cannot use
      throw error;
    }
    if (this.settings.coalesceWrites) this.#coalescing = new WriteCoalescing(this.io.engine);
    if (middleware.length === 0 && !this.#needsExpress) return; // engine.io waits for a promise for each
    this.io.engine.on('initial_headers', keepCookiesTogether);
    this.io.engine.use(refuseWhileClosing(this.activity));
    this.io.engine.use(handshakeMiddleware(this.settings, middleware, this.#needsExpress));
    this.io.engine.use(refuseWhileClosing(this.activity)); // the host may have closed meanwhile
  }

  /** The namespace of a gateway; the parent namespace, where its name is a pattern. */
  namespaceOf(gateway: Newable): Namespace | undefined {
    return this.#namespaces.find((each) => each.serves(gateway))?.namespace;
  }

  /** From now on whoever has no session yet is sent to another node. */
  refuseNewClients(): void {
    this.io.engine.use(refuseWhileClosing(this.activity));
  }

  /** Aborts `context.signal` of everything that still runs. */
  abort(reason: Error): void {
    for (const connection of this.#connections()) connection.abort(reason);
  }

  /** Resolves when every answer that was given has left for its client, or `deadline` is aborted. */
  async flushed(deadline: AbortSignal): Promise<void> {
    await Promise.all(openConnections(this.io).map((conn) => drained(conn, deadline)));
  }

  /** Disconnects the clients of this node; they may connect to another. The HTTP server goes on. */
  async close(): Promise<void> {
    this.#door?.close();
    this.#coalescing?.stop();
    await this.io.close();
    for (const conn of openConnections(this.io)) closeForGood(conn);
    this.#door?.end();
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
    plainResponse(request, response).writeHead(503, { 'Retry-After': '1', Connection: 'close' }).end();
  };
}
