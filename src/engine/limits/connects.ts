import type { Namespace, Server } from 'socket.io';
import type { Limits } from '../../contract/limits';
import type { Settings } from '../../contract/settings';
import { type ErrorPayload, WsStatus } from '../../errors';
import { addressOf } from '../client-facts';
import { type Connection, connectionOf } from '../connections';
import { type DecodedPacket, namespacesOf, onConnects, onUnknownNamespace } from '../internals/socket-io';
import { sendConnectError } from '../internals/encoder';
import { reportRefusal } from '../refusals';
import type { Breaches } from './breaches';
import { ConnectOrder } from './connect-order';
import { hitLimit } from './limit-hits';

/** By server: the connection whose CONNECT socket.io is looking at. */
const current = new WeakMap<Server, Connection>();

/** Whose CONNECT a server is looking at in this moment. */
export function connectingNow(server: Server): Connection | undefined {
  return current.get(server);
}

/**
 * Bounds what the CONNECTs of one connection can start: each of them runs guards, and may make a namespace. It counts
 * those of every namespace of a server, also of the application's own.
 */
export class ConnectLimits extends ConnectOrder {
  readonly #limits: Readonly<Limits>;
  readonly #breaches: Breaches;
  #server: Server | undefined;

  constructor(settings: Settings, breaches: Breaches) {
    super(settings);
    this.#limits = settings.limits;
    this.#breaches = breaches;
  }

  install(server: Server): void {
    this.#server = server;
    for (const namespace of namespacesOf(server).values()) this.#watch(namespace);
    server.on('new_namespace', (namespace) => this.#watch(namespace));
    onUnknownNamespace(server, (name) => {
      const connection = connectingNow(server);
      return {
        isLegal: true, // ServedNamespaces looks at it
        decided: (exists) => {
          if (!exists && connection) this.#refused(connection, name);
        },
      };
    });
  }

  protected override mayBegin(connection: Connection, { nsp }: DecodedPacket, name: string): boolean {
    if (connection.namespaces >= this.#limits.maxNamespaces) {
      this.#refuse(connection, nsp, name);
      return false;
    }
    connection.connectingTo(name);
    return true;
  }

  protected override hand(connection: Connection, packet: DecodedPacket, hand: (packet: DecodedPacket) => void): void {
    const server = this.#server;
    if (server) current.set(server, connection);
    try {
      hand(packet);
    } finally {
      if (server) current.delete(server);
    }
  }

  #watch(namespace: Namespace): void {
    const { name } = namespace;
    onConnects(namespace, {
      begun: (client) => {
        connectionOf(client.conn).client = client;
      },
      connected: ({ conn }) => {
        connectionOf(conn).arrivedAt(name);
      },
      refused: ({ conn }) => {
        this.#refused(connectionOf(conn), name);
      },
    });
  }

  #refuse(connection: Connection, nsp: string, name: string): void {
    const reason = 'Too many namespaces';
    const payload: ErrorPayload = { code: WsStatus.TRY_AGAIN_LATER, reason, event: 'connect' };
    const data = connection.conn.protocol === 3 ? payload : { message: reason, data: payload };
    if (this.#server) {
      sendConnectError(this.#server, connection.conn, nsp, data);
      const fields = { namespace: name, event: 'connect', address: addressOf(connection.conn, this.settings.app) };
      const what = 'A client was refused a namespace: it is in too many';
      hitLimit(connection, 'maxNamespaces', what, fields, this.settings, this.#server);
      const refusal = { reason: 'limit', requested: name, code: payload.code, why: reason, client: fields } as const;
      reportRefusal(refusal, this.settings, this.#server);
    }
    this.#refused(connection, name);
  }

  #refused(connection: Connection, name: string): void {
    connection.arrivedAt(name);
    connection.refusals += 1;
    if (connection.refusals <= this.#limits.maxRefusedConnects) return;
    this.#breaches.close(connection.conn, 'maxRefusedConnects', `it was refused ${connection.refusals} times`);
  }
}
