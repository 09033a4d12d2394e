import type { EventEmitter } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { Container } from 'inversify';
import type { Socket } from 'socket.io';
import { attachGateways, type GatewayHost } from '../../src';
import { gatewaysOfNode } from './paths';
import { entrance, logger } from './witness';

/** What a node holds: all of it is to be as it was, once everybody has left. */
export type Held = Record<string, number>;

/** One node of the cluster: an Express application, its HTTP server, and all gateways. */
export class FuzzedNode {
  readonly httpServer;
  readonly #host: GatewayHost;
  #packets = 0;

  constructor() {
    const app = express();
    this.httpServer = createServer(app);
    this.#host = attachGateways(app, this.httpServer, new Container(), {
      gateways: gatewaysOfNode(),
      middleware: [entrance],
      logger,
    });
    for (const io of this.#host.servers.values()) {
      io.engine.on('connection', (conn: Socket['conn']) => {
        if (!conn.request.url?.includes('polite=')) conn.on('packet', () => (this.#packets += 1));
      });
    }
  }

  async listen(): Promise<number> {
    await new Promise<void>((resolve) => {
      this.httpServer.listen(0, '127.0.0.1', resolve);
    });
    return (this.httpServer.address() as AddressInfo).port; // it listens on TCP
  }

  /** The packets of engine.io that were taken, but for those of polite clients; those that could not be read are not among them. */
  get packets(): number {
    return this.#packets;
  }

  held(): Held {
    const held: Held = { 'listeners of the HTTP server': listeners(this.httpServer) };
    for (const [path, io] of this.#host.servers) {
      const namespaces = [...io._nsps.values()];
      held[`clients at ${path}`] = io.engine.clientsCount;
      held[`namespaces at ${path}`] = namespaces.length;
      held[`sockets at ${path}`] = sum(namespaces, ({ sockets }) => sockets.size);
      held[`rooms at ${path}`] = sum(namespaces, ({ adapter }) => adapter.rooms.size + adapter.sids.size);
      held[`listeners of the engine at ${path}`] = listeners(io.engine); // it is one
    }
    return held;
  }
}

function listeners(emitter: EventEmitter): number {
  return sum(emitter.eventNames(), (name) => emitter.listenerCount(name));
}

function sum<Item>(items: readonly Item[], of: (item: Item) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
