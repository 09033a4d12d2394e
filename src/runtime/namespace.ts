import type { Namespace, Socket } from 'socket.io';
import type { Newable } from '../container';
import { judge, WebSocketException, WsStatus } from '../errors';
import { Connection } from './connection';
import type { NamespaceHandlers } from './namespace-handlers';

/** A namespace at work: it lets clients in, and knows those that are here. */
export class GatewayNamespace {
  readonly connections = new Set<Connection>();

  constructor(
    readonly namespace: Namespace,
    private readonly handlers: NamespaceHandlers,
  ) {
    namespace.use((_socket, next) => {
      next(
        handlers.activity.closing
          ? refusal(new WebSocketException(WsStatus.GOING_AWAY, 'Server is closing'))
          : undefined,
      );
    });
    namespace.on('connection', this.#onConnection);
  }

  serves(gateway: Newable): boolean {
    return this.handlers.definition.gateways.some((member) => member.gateway === gateway);
  }

  readonly #onConnection = (socket: Socket): void => {
    const connection = new Connection(socket, this.handlers, this.#onLeft);
    this.connections.add(connection);
    connection.open();
  };

  readonly #onLeft = (connection: Connection): void => {
    this.connections.delete(connection);
  };
}

/** An error as socket.io sends it in `connect_error`: only its `message` and its `data` cross. */
function refusal(thrown: WebSocketException): Error {
  const { wire } = judge(thrown, 'connect', false);
  return Object.assign(new Error(thrown.message), { data: wire });
}
