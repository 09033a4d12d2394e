import type { Server as HttpServer } from 'node:http';
import type { Namespace, Server } from 'socket.io';
import type { Newable } from '../container';
import type { Settings } from '../contract/settings';
import { connectionOf, drained, openConnections } from '../engine/connections';
import type { EngineSocket } from '../engine/internals/engine-io';
import { SocketServer } from '../engine/socket-server';
import type { AttachOptions } from '../options';
import type { OriginRule } from '../registry/options/allowed-origins';
import type { ServerDefinition } from '../registry/definitions';
import { compileConnectChecks } from './connect/connect-checks';
import { NamespaceClients } from './connect/namespace-clients';
import { compileEmitChecks } from './event/outgoing';
import { ServerEvents } from './event/server-events';
import type { HandlerInput } from './handler/compile';
import { compileNamespaceHandlers } from './handler/namespace-handlers';
import type { HostLifecycle } from './lifecycle';
import { inBatches } from './timing';

/** The time that a client has to take its last answers, in milliseconds: it may have vanished between two polls. */
const FLUSH_MS = 2_000;

/** The gateways of one path at work: their socket.io server, and the clients of their namespaces. */
export class RunningServer {
  readonly #socketServer: SocketServer;
  readonly #namespaces = new Map<Newable, Namespace>();
  readonly #clients: NamespaceClients[] = [];
  readonly #serverEvents: ServerEvents[] = [];

  /**
   * Wires the gateways; no request arrives before {@link open}.
   *
   * @throws TypeError where what is decorated is no method
   */
  constructor(
    definition: ServerDefinition,
    settings: Settings,
    { middleware = [], authProvider }: AttachOptions,
    originRule: OriginRule | undefined,
    input: HandlerInput,
    lifecycle: HostLifecycle,
  ) {
    const emitChecks = compileEmitChecks(definition.namespaces, settings);
    this.#socketServer = new SocketServer(
      definition,
      settings,
      {
        originRule,
        middleware,
        keepsResponse: authProvider !== undefined,
        isClosing: () => lifecycle.closing,
      },
      emitChecks,
    );
    for (const [each, namespace] of this.#socketServer.namespaces()) {
      const handlers = compileNamespaceHandlers(each, input, settings, lifecycle, emitChecks.get(each));
      const checks = compileConnectChecks(each, input, settings, authProvider);
      const clients = new NamespaceClients(namespace, handlers, checks);
      clients.install();
      this.#clients.push(clients);
      const serverEvents = new ServerEvents(namespace);
      serverEvents.subscribe(each, input.instances, lifecycle, settings.logger);
      this.#serverEvents.push(serverEvents);
      for (const { gateway } of each.gateways) this.#namespaces.set(gateway, namespace);
    }
  }

  get io(): Server {
    return this.#socketServer.io;
  }

  /** By the classes of its gateways; the parent namespace, where its name is a pattern. */
  get namespaces(): ReadonlyMap<Newable, Namespace> {
    return this.#namespaces;
  }

  /** Takes the requests of its path from an HTTP server. */
  open(httpServer: HttpServer): void {
    this.#socketServer.open(httpServer);
  }

  /**
   * Sends the clients of this node away, spread over `drainMs`: each goes when nothing runs for it and its answers have
   * left, and is told why. Those whose turn has not come are served as ever.
   *
   * @param deadline when it is aborted, nobody is waited for
   */
  drain(drainMs: number, deadline: AbortSignal): Promise<void> {
    const turns = openConnections(this.io).map((conn) => () => this.#leave(conn, deadline));
    return inBatches(turns, drainMs, deadline);
  }

  async #leave(conn: EngineSocket, deadline: AbortSignal): Promise<void> {
    const connection = connectionOf(conn);
    connection.isLeaving = true;
    await connection.idle(deadline);
    for (const socket of connection.client?.nsps.values() ?? []) {
      for (const { peers } of this.#clients) peers.get(socket)?.sayServerCloses();
    }
    await drained(conn, AbortSignal.any([deadline, AbortSignal.timeout(FLUSH_MS)]));
    this.#socketServer.disconnect(conn);
  }

  /** Aborts `context.signal` of everything that still runs, then disconnects the clients. */
  async close(reason: Error): Promise<void> {
    for (const { peers } of this.#clients) for (const peer of peers.values()) peer.aborts.abort(reason);
    for (const each of this.#serverEvents) each.unsubscribe();
    await this.#socketServer.close();
  }
}
