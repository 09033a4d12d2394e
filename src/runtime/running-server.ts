import type { Server as HttpServer } from 'node:http';
import type { Namespace, Server } from 'socket.io';
import type { Newable } from '../container';
import type { Settings } from '../contract/settings';
import type { HostStatistics } from '../contract/statistics';
import type { UserCount } from '../contract/user-count';
import { connectionOf, drained, openConnections } from '../engine/connections';
import type { EngineSocket } from '../engine/internals/engine-io';
import { JoinedServer } from '../engine/joined-server';
import { SocketServer } from '../engine/socket-server';
import type { AttachOptions } from '../options';
import type { OriginRule } from '../registry/options/allowed-origins';
import type { NamespaceDefinition, ServerDefinition } from '../registry/definitions';
import { patternName } from '../registry/names/pattern-name';
import { compileConnectChecks } from './connect/connect-checks';
import { timeOfClosingIsUp } from './connect/exceptions';
import { SharedNamespace } from './connect/shared-namespace';
import { NamespaceClients } from './connect/namespace-clients';
import { compileEmitChecks } from './reply/outgoing';
import { ServerEvents } from './event/server-events';
import type { HandlerInput } from './handler/compile';
import { compileNamespaceHandlers } from './handler/namespace-handlers';
import type { HostLifecycle } from './lifecycle';
import { inBatches, inTime } from './timing';
import { RunningPresence } from './users/running-presence';
import { UserCounts } from './users/user-counts';

/** The time that a client has to take its last answers, in milliseconds: it may have vanished between two polls. */
const FLUSH_MS = 2_000;

/** The options of `attachGateways` that the server of one path needs, and the server itself where it is the application's. */
export interface PathOptions extends Pick<AttachOptions, 'middleware' | 'authProvider' | 'presence'> {
  readonly originRule: OriginRule | undefined;
  /** The socket.io server that the application made for the path (option `io`); `undefined` where it made none. */
  readonly joined: Server | undefined;
}

/** The gateways of one path at work: their socket.io server, and the clients of their namespaces. */
export class RunningServer {
  readonly #definition: ServerDefinition;
  readonly #socketServer: SocketServer | JoinedServer;
  readonly #namespaces = new Map<Newable, Namespace>();
  readonly #clients: NamespaceClients[] = [];
  readonly #userCounts: UserCounts;
  readonly #presence: RunningPresence | undefined;
  readonly #serverEvents: ServerEvents[] = [];

  /**
   * Builds the socket.io server and binds the gateways to it. No request reaches it before {@link open}.
   *
   * @throws TypeError where what is decorated is no method
   */
  constructor(
    definition: ServerDefinition,
    settings: Settings,
    { middleware = [], authProvider, presence, originRule, joined }: PathOptions,
    input: HandlerInput,
    lifecycle: HostLifecycle,
  ) {
    this.#definition = definition;
    const emitChecks = compileEmitChecks(definition.namespaces, settings);
    const handshake = {
      originRule,
      middleware,
      keepsResponse: authProvider !== undefined,
      isClosing: () => lifecycle.closing,
    };
    this.#socketServer = joined
      ? new JoinedServer(joined, definition, settings, emitChecks)
      : new SocketServer(definition, settings, handshake, emitChecks);
    this.#presence = RunningPresence.of(definition, presence, settings, input.instances, lifecycle);
    for (const [each, namespace] of this.#socketServer.namespaces()) {
      const shared = joined && new SharedNamespace(namespace, settings.logger, lifecycle);
      const visit = this.#presence?.visitsOf(each);
      const check = emitChecks.get(each);
      const handlers = compileNamespaceHandlers(each, input, settings, lifecycle, check, shared, visit);
      this.#presence?.add(each, (name) => (each.pattern ? this.#child(namespace, name) : namespace));
      const checks = compileConnectChecks(each, input, settings, authProvider);
      const clients = new NamespaceClients(namespace, handlers, checks);
      clients.install();
      this.#clients.push(clients);
      const serverEvents = new ServerEvents(namespace);
      serverEvents.subscribe(each, input.instances, lifecycle, settings.logger);
      this.#serverEvents.push(serverEvents);
      for (const { gateway } of each.gateways) this.#namespaces.set(gateway, namespace);
    }
    this.#userCounts = new UserCounts(
      this.io,
      (whose) => this.#clients.find(({ name }) => name === whose.namespace)?.countUsers(whose),
      settings.logger,
    );
  }

  get io(): Server {
    return this.#socketServer.io;
  }

  /** By the classes of its gateways; the parent namespace, where its name is a pattern. */
  get namespaces(): ReadonlyMap<Newable, Namespace> {
    return this.#namespaces;
  }

  /** One namespace of a gateway's pattern. @throws TypeError where the parameters are not those of the pattern */
  childOf(gateway: Newable, params: unknown): Namespace | undefined {
    const label = `host.of(${gateway.name}, params)`;
    const definition = this.#definitionOf(gateway);
    const parent = this.#namespaces.get(gateway);
    return (
      definition && parent && this.#socketServer.patterns.childOf(parent, patternName(definition, params, label), label)
    );
  }

  #child(parent: Namespace, name: string): Namespace | undefined {
    return this.#socketServer.patterns.childOf(parent, name, `the namespace '${name}'`);
  }

  #definitionOf(gateway: Newable): NamespaceDefinition | undefined {
    return this.#definition.namespaces.find(({ gateways }) => gateways.some((each) => each.gateway === gateway));
  }

  /**
   * Counts the users of a gateway's namespace on all servers.
   *
   * @throws TypeError (a rejection) where the parameters are not those of the pattern, or a user has a key that is none
   */
  async users(gateway: Newable, params: unknown, room: string | undefined): Promise<UserCount> {
    const definition = this.#definitionOf(gateway);
    if (!definition) return { users: 0, clients: 0, complete: true };
    const label = `host.users(${gateway.name}, params)`;
    const child = params === undefined ? null : patternName(definition, params, label);
    return this.#userCounts.count({ namespace: String(definition.name), child, room: room ?? null });
  }

  statistics(): HostStatistics {
    return {
      namespaces: this.#clients.map((clients) =>
        clients.statistics((namespace) => this.#socketServer.sessionsIn(namespace)),
      ),
      connections: openConnections(this.io).map((conn) => connectionOf(conn).statistics()),
    };
  }

  /** Takes the requests of its path from an HTTP server. */
  open(httpServer: HttpServer): void {
    this.#socketServer.open(httpServer);
    this.#presence?.open();
  }

  /**
   * Sends the clients of this node away, spread over `drainMs`: each goes when nothing runs for it and its answers have
   * left, and is told why. The clients of later batches are served as before.
   *
   * @param deadline when it is aborted, no handler is waited for, and those who are left go at once
   * @param end when it is aborted, nobody is waited for
   */
  async drain(drainMs: number, deadline: AbortSignal, end: AbortSignal): Promise<void> {
    if (this.#socketServer instanceof JoinedServer) return; // they stay, and no handler starts for them any more
    const turns = openConnections(this.io).map((conn) => () => this.#leave(conn, deadline, end));
    await inBatches(turns, drainMs, deadline);
  }

  async #leave(conn: EngineSocket, deadline: AbortSignal, end: AbortSignal): Promise<void> {
    const connection = connectionOf(conn);
    connection.isLeaving = true;
    await connection.idle(deadline);
    for (const socket of connection.client?.nsps.values() ?? []) {
      for (const { peers } of this.#clients) {
        const peer = peers.get(socket);
        if (deadline.aborted) peer?.aborts.abort(timeOfClosingIsUp()); // before it is the client that has left
        peer?.sayServerCloses();
      }
    }
    await inTime(FLUSH_MS, drained(conn, end)); // AbortSignal.any may be lost to the garbage collector
    if (this.#socketServer instanceof SocketServer) this.#socketServer.disconnect(conn);
  }

  /** Aborts `context.signal` of everything that still runs, then disconnects the clients. */
  async close(reason: Error): Promise<void> {
    for (const { peers } of this.#clients) for (const peer of peers.values()) peer.aborts.abort(reason);
    this.#userCounts.stop();
    for (const each of this.#serverEvents) each.unsubscribe();
    if (this.#socketServer instanceof JoinedServer) for (const clients of this.#clients) clients.uninstall();
    await this.#presence?.close();
    await this.#socketServer.close();
  }
}
