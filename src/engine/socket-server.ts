import type { IncomingMessage, Server as HttpServer, ServerResponse } from 'node:http';
import type { RequestHandler } from 'express';
import { type Namespace, Server } from 'socket.io';
import { bindToContext } from '../context';
import type { Settings } from '../contract/settings';
import type { NamespaceDefinition, ServerDefinition } from '../registry/definitions';
import type { OriginRule } from '../registry/options/allowed-origins';
import { gatewayNames, urlPrefix } from '../registry/names/paths';
import type { CheckedEmits } from './writes/checked-emits';
import { addressOfRequest } from './client-facts';
import { broadcastCopies } from './namespaces/child-namespaces';
import { connectionOf, openConnections } from './connections';
import { handshakeMiddleware } from './handshake/express-handshake';
import { UpgradeHeaders } from './handshake/handshake-headers';
import type { HttpMount } from './http/http-mount';
import { HttpMounts } from './http/http-mounts';
import { AcknowledgementCallbacks } from './internals/acknowledgements';
import {
  beforeEngineMiddleware,
  endClosingTransport,
  endForgottenTransports,
  type EngineSocket,
  isInitialRequest,
} from './internals/engine-io';
import { childrenOf, onChildCreated } from './internals/parent-namespaces';
import { leaveNamespaces, namespacesOf } from './internals/socket-io';
import { enforceLimits } from './limits';
import { OriginCheck } from './handshake/origin';
import { inOrder, type PathServer } from './path-server';
import { reportRefusal, tellRefusals } from './refusals';
import { Sessions } from './recovery/sessions';
import { PatternNamespaces } from './namespaces/pattern-namespaces';
import { ServedNamespaces } from './namespaces/served-namespaces';
import { ServerAdapters } from './adapters/server-adapters';
import { answerHandshake } from './http/upgrade-response';
import { watchAcknowledgements } from './unacknowledged';
import { checkAttachments } from './writes/attachments';
import { WriteCoalescing } from './writes/write-coalescing';

/** The time after which engine.io ends an upgrade that nobody takes, in milliseconds, where no option says so. */
const DESTROY_UPGRADE_MS = 1_000;
/** In the form of engine.io's own refusals. */
const ORIGIN_REFUSED = JSON.stringify({ code: 4, message: 'Origin not allowed' });

/** What every handshake of a server is checked by, before socket.io sees the client. */
export interface HandshakeOptions {
  /** What the option `allowedOrigins` says, if it is given. */
  readonly originRule: OriginRule | undefined;
  readonly middleware: readonly RequestHandler[];
  /** An AuthProvider takes the handshake's request and response for those of Express. */
  readonly keepsResponse: boolean;
  /** The host is closing: new clients are answered with 503. */
  readonly isClosing: () => boolean;
}

/** The socket.io server of one path: it takes the requests of that path from the HTTP server, and nothing else. */
export class SocketServer implements PathServer {
  readonly io: Server;
  readonly patterns: PatternNamespaces;
  /** Where they can be recovered. */
  readonly #sessions: Sessions | undefined;
  readonly #definition: ServerDefinition;
  readonly #settings: Settings;
  readonly #handshake: HandshakeOptions;
  readonly #emitChecks: ReadonlyMap<NamespaceDefinition, CheckedEmits>;
  readonly #origins: OriginCheck;
  readonly #callbacks = new AcknowledgementCallbacks(watchAcknowledgements(() => this.io, bindToContext));
  #mount: HttpMount | undefined;
  #coalescing: WriteCoalescing | undefined;
  #stopLimits: (() => void) | undefined;

  /**
   * No request arrives before {@link open}.
   *
   * @param emitChecks of the namespaces whose emits are looked at
   */
  constructor(
    definition: ServerDefinition,
    settings: Settings,
    handshake: HandshakeOptions,
    emitChecks: ReadonlyMap<NamespaceDefinition, CheckedEmits>,
  ) {
    this.#definition = definition;
    this.#settings = settings;
    this.patterns = new PatternNamespaces(settings);
    this.#handshake = handshake;
    this.#emitChecks = emitChecks;
    const { path, options, namespaces } = definition;
    const { recoveryWindowMs } = settings;
    const served = new ServedNamespaces(namespaces, settings);
    if (recoveryWindowMs > 0) this.#sessions = new Sessions(settings);
    const adapters = new ServerAdapters(path, settings, this.#sessions, {
      isServed: (name) => served.includes(name),
      checkOf: (name) => this.#checkOf(served.definitionOf(name)),
    });
    this.io = new Server({ ...options, ...adapters.option(options) });
    this.#origins = new OriginCheck(settings, this.io, definition.path, handshake.originRule);
    adapters.install(this.io);
    checkAttachments(this.io);
    for (const namespace of namespacesOf(this.io).values()) this.#install(namespace);
    this.io.on('new_namespace', (namespace) => this.#install(namespace));
    served.install(this.io, (name) => this.patterns.closing(name));
  }

  namespaces(): readonly (readonly [NamespaceDefinition, Namespace])[] {
    return inOrder(this.#definition.namespaces).map((definition) => {
      const namespace = this.io.of(definition.pattern ?? definition.name);
      if (definition.pattern) this.#installParent(namespace, definition);
      else this.#sessions?.install(namespace);
      this.#checkOf(definition)?.guard(namespace);
      return [definition, namespace];
    });
  }

  #install(namespace: Namespace): void {
    this.#callbacks.install(namespace);
    tellRefusals(namespace, () => this.#settings);
  }

  #checkOf(definition: NamespaceDefinition | undefined): CheckedEmits | undefined {
    return definition && this.#emitChecks.get(definition);
  }

  #installParent(parent: Namespace, definition: NamespaceDefinition): void {
    const check = this.#checkOf(definition);
    broadcastCopies(parent);
    this.#callbacks.install(parent);
    check?.watch(parent);
    if (check) onChildCreated(parent, (child) => check.guard(child));
    onChildCreated(parent, (child) => this.#sessions?.install(child));
    this.patterns.install(parent, definition);
  }

  /** Takes the requests of its path from an HTTP server. */
  open(httpServer: HttpServer): void {
    const { destroyUpgrade, destroyUpgradeTimeout } = this.#definition.options;
    const ignoredUpgradeMs = destroyUpgrade === false ? undefined : destroyUpgradeTimeout || DESTROY_UPGRADE_MS;
    const prefix = urlPrefix(this.#definition);
    const owner = gatewayNames(this.#definition);
    // An option that engine.io cannot use makes it throw; then nothing is mounted.
    this.#mount = HttpMounts.mount(httpServer, { prefix, ignoredUpgradeMs, owner }, (mount) => {
      this.io.attach(mount.asHttpServer());
    });
    this.io.httpServer = httpServer; // the real one: others listen to it, ask its address, emit connections on it
    this.#stopLimits = enforceLimits(this.io, this.#settings);
    if (this.#settings.coalesceWrites) {
      this.#coalescing = new WriteCoalescing(this.io.engine, { makesFrames: !this.#definition.options.wsEngine });
      this.#coalescing.install();
    }
    endForgottenTransports(this.io.engine);
    beforeEngineMiddleware(this.io.engine, this.#admit);
    const { middleware, keepsResponse } = this.#handshake;
    if (middleware.length === 0 && !keepsResponse) return; // engine.io waits for a promise for each middleware
    const upgradeHeaders = new UpgradeHeaders();
    upgradeHeaders.install(this.io.engine);
    this.#mount.on('listening', () => upgradeHeaders.install(this.io.engine));
    this.io.engine.use(handshakeMiddleware(this.#settings, middleware, keepsResponse, upgradeHeaders, this.io));
    this.io.engine.use(this.#refuseWhileClosing); // the host may have closed meanwhile
  }

  /** How many sessions of a namespace wait here for their clients. */
  sessionsIn(namespace: Namespace): number {
    const namespaces = 'children' in namespace ? [...childrenOf(namespace)] : [namespace];
    return namespaces.reduce((sum, each) => sum + (this.#sessions?.waitingIn(each) ?? 0), 0);
  }

  /** Ends a connection as {@link close} ends all of them: its client may connect to another node. */
  disconnect(conn: EngineSocket): void {
    const { client } = connectionOf(conn);
    if (client) leaveNamespaces(client);
    conn.close();
  }

  /** Disconnects the clients of this node; they may connect to another. The HTTP server goes on. */
  async close(): Promise<void> {
    this.#mount?.close();
    this.patterns.close();
    this.#coalescing?.stop();
    this.#stopLimits?.();
    if (this.#mount) await this.#closeClients();
    for (const { adapter } of namespacesOf(this.io).values()) await adapter.close(); // socket.io 4.7 does not
    if (!this.#mount) return; // attaching has failed before
    for (const conn of openConnections(this.io)) endClosingTransport(conn);
    await this.#mount.endConnections(Boolean(this.#definition.options.perMessageDeflate));
  }

  /** socket.io closes its HTTP server, too, where it has one; this one is the application's. */
  async #closeClients(): Promise<void> {
    const { httpServer } = this.io;
    Reflect.deleteProperty(this.io, 'httpServer');
    await this.io.close();
    this.io.httpServer = httpServer;
  }

  /** Runs before everything else on each request of an engine; those of sessions go on. */
  readonly #admit = (request: IncomingMessage, response: ServerResponse, next: () => void): void => {
    // A preflight request opens no session: the option `cors` answers it.
    if (!isInitialRequest(request) || request.method === 'OPTIONS') {
      next();
      return;
    }
    this.#refuseWhileClosing(request, response, () => {
      this.#origins.check(request, (isAllowed) => {
        if (isAllowed) next();
        else answerHandshake(request, response, 403, { 'Content-Type': 'application/json' }, ORIGIN_REFUSED);
      });
    });
  };

  readonly #refuseWhileClosing = (request: IncomingMessage, response: ServerResponse, next: () => void): void => {
    if (!this.#handshake.isClosing() || !isInitialRequest(request)) {
      next();
      return;
    }
    const client = { address: addressOfRequest(request, this.#settings.app) };
    reportRefusal({ reason: 'closing', why: 'the host is closing', client }, this.#settings, this.io);
    answerHandshake(request, response, 503, { 'Retry-After': '1' });
  };
}
