import type { Server as HttpServer } from 'node:http';
import type { Namespace, Server } from 'socket.io';
import type { Newable } from '../container';
import type { Settings } from '../contract/settings';
import { SocketServer } from '../engine/socket-server';
import type { AttachOptions } from '../options';
import type { OriginRule } from '../registry/allowed-origins';
import type { ServerDefinition } from '../registry/definitions';
import { compileConnectChecks } from './connect/connect-checks';
import { NamespaceClients } from './connect/namespace-clients';
import { compileEmitChecks } from './event/outgoing';
import { ServerEvents } from './event/server-events';
import type { HandlerInput } from './handler/compile';
import { compileNamespaceHandlers } from './handler/namespace-handlers';
import type { HostLifecycle } from './lifecycle';

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
      const checks = compileConnectChecks(each, input, authProvider);
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

  /** Resolves when every answer that was given has left for its client, or `deadline` is aborted. */
  flushed(deadline: AbortSignal): Promise<void> {
    return this.#socketServer.flushed(deadline);
  }

  /** Aborts `context.signal` of everything that still runs, then disconnects the clients. */
  async close(reason: Error): Promise<void> {
    for (const { peers } of this.#clients) for (const peer of peers) peer.aborts.abort(reason);
    for (const each of this.#serverEvents) each.unsubscribe();
    await this.#socketServer.close();
  }
}
