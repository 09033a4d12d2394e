import type { IncomingMessage, Server as HttpServer, ServerResponse } from 'node:http';
import type { RequestHandler } from 'express';
import { type Namespace, Server } from 'socket.io';
import type { Settings } from '../contract/settings';
import type { NamespaceDefinition, ServerDefinition } from '../registry/definitions';
import { urlPrefix } from '../registry/paths';
import { drained, openConnections } from './connections';
import { handshakeMiddleware, isInitialRequest, keepCookiesTogether } from './express-handshake';
import { type HttpMount, HttpMounts } from './http-mounts';
import { endClosingTransport } from './internals';
import { MissedPackets } from './recovery';
import { plainResponse } from './upgrade-response';
import { WriteCoalescing } from './write-coalescing';

/** What stands in front of every handshake of a server. */
export interface HandshakeOptions {
  readonly middleware: readonly RequestHandler[];
  /** An AuthProvider takes the handshake's request and response for those of Express. */
  readonly keepsResponse: boolean;
  /** New clients are sent to another node. */
  readonly isClosing: () => boolean;
}

/** The socket.io server of one path: it takes the requests of that path from the HTTP server, and nothing else. */
export class SocketServer {
  readonly io: Server;
  /** Missed packets of recovered sessions; `undefined` where clients need to pass nothing to get them. */
  readonly missed: MissedPackets | undefined;
  readonly #definition: ServerDefinition;
  readonly #settings: Settings;
  readonly #handshake: HandshakeOptions;
  #mount: HttpMount | undefined;
  #coalescing: WriteCoalescing | undefined;

  /** No request arrives before {@link open}. */
  constructor(definition: ServerDefinition, settings: Settings, handshake: HandshakeOptions) {
    this.#definition = definition;
    this.#settings = settings;
    this.#handshake = handshake;
    // Idle children of patterns are closed by ChildNamespaces.
    this.io = new Server({ ...definition.options, cleanupEmptyChildNamespaces: false });
    if (definition.options.connectionStateRecovery?.skipMiddlewares === false) {
      this.missed = new MissedPackets();
      this.missed.install(this.io);
    }
  }

  /** The namespaces to wire. Names come before patterns: socket.io would take a name for a pattern's child. */
  namespaces(): readonly (readonly [NamespaceDefinition, Namespace])[] {
    return this.#definition.namespaces
      .toSorted((one, other) => Number(!!one.pattern) - Number(!!other.pattern))
      .map((definition) => [definition, this.io.of(definition.pattern ?? definition.name)]);
  }

  /** Takes the requests of its path from an HTTP server. */
  open(httpServer: HttpServer): void {
    const mount = (this.#mount = HttpMounts.open(httpServer, urlPrefix(this.#definition)));
    try {
      this.io.attach(mount.asHttpServer());
    } catch (error) {
      mount.close(); // an option that engine.io cannot use
      throw error;
    }
    if (this.#settings.coalesceWrites) {
      this.#coalescing = new WriteCoalescing(this.io.engine);
      this.#coalescing.install();
    }
    const { middleware, keepsResponse } = this.#handshake;
    if (middleware.length === 0 && !keepsResponse) return; // engine.io waits for a promise for each middleware
    this.io.engine.on('initial_headers', keepCookiesTogether);
    this.io.engine.use(this.#refuseWhileClosing);
    this.io.engine.use(handshakeMiddleware(this.#settings, middleware, keepsResponse));
    this.io.engine.use(this.#refuseWhileClosing); // the host may have closed meanwhile
  }

  /** From now on requests that open a session are answered with 503. */
  refuseNewSessions(): void {
    this.io.engine.use(this.#refuseWhileClosing);
  }

  /** Resolves when every answer that was given has left for its client, or `deadline` is aborted. */
  async flushed(deadline: AbortSignal): Promise<void> {
    await Promise.all(openConnections(this.io).map((conn) => drained(conn, deadline)));
  }

  /** Disconnects the clients of this node; they may connect to another. The HTTP server goes on. */
  async close(): Promise<void> {
    this.#mount?.close();
    this.#coalescing?.stop();
    await this.io.close();
    for (const conn of openConnections(this.io)) endClosingTransport(conn);
    this.#mount?.endConnections();
  }

  /** engine.io runs it on every request: those of sessions go on, so that clients get their answers. */
  readonly #refuseWhileClosing = (request: IncomingMessage, response: ServerResponse, next: () => void): void => {
    if (!this.#handshake.isClosing() || !isInitialRequest(request)) {
      next();
      return;
    }
    plainResponse(request, response).writeHead(503, { 'Retry-After': '1', Connection: 'close' }).end();
  };
}
