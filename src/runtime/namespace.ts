import type { Namespace, Socket } from 'socket.io';
import type { Newable } from '../container';
import { runInContext } from '../context';
import { judge, WebSocketException, WsStatus } from '../errors';
import type { AdmissionStep } from './admission';
import { ChildNamespaces } from './child-namespaces';
import { Connection } from './connection';
import { EventContext } from './event-context';
import type { MissedPackets } from './missed-packets';
import type { NamespaceHandlers } from './namespace-handlers';
import { unlessClosed } from './transport';

/** A namespace at work: it lets clients in, or refuses them, and knows those that are here. */
export class GatewayNamespace {
  readonly connections = new Set<Connection>();
  /** Clients that were let in, between that and their connection. */
  readonly #admitted = new WeakMap<Socket, Connection>();
  readonly #children: ChildNamespaces | undefined;

  constructor(
    readonly namespace: Namespace,
    private readonly handlers: NamespaceHandlers,
    private readonly admission: readonly AdmissionStep[],
    private readonly missed: MissedPackets | undefined,
  ) {
    if (handlers.definition.pattern && handlers.settings.closesIdleNamespaces) {
      this.#children = new ChildNamespaces(namespace, handlers.settings.sessionMs);
    }
    namespace.use((socket, next) => {
      if (admission.length === 0 && !handlers.activity.closing && !this.missed) {
        next();
        return;
      }
      void this.#admit(socket).then((refusal) => {
        next(refusal);
        this.#children?.sweepSoon(socket);
      });
    });
    namespace.on('connection', this.#onConnection);
  }

  serves(gateway: Newable): boolean {
    return this.handlers.definition.gateways.some((member) => member.gateway === gateway);
  }

  /** Why a client is refused, as socket.io takes it, or nothing. Never rejects: then the client would wait for ever. */
  async #admit(socket: Socket): Promise<Error | undefined> {
    const { activity, settings } = this.handlers;
    try {
      if (activity.closing) throw new WebSocketException(WsStatus.GOING_AWAY, 'Server is closing');
      const connection = new Connection(socket, this.handlers, this.#onLeft);
      for (const step of this.admission) {
        await unlessClosed(socket.conn, this.#pass(step, connection));
        if (socket.conn.readyState !== 'open') {
          this.missed?.forget(socket);
          return undefined; // it has left: socket.io does not let it in
        }
      }
      if (socket.recovered) await this.missed?.release(socket);
      this.#admitted.set(socket, connection);
      return undefined;
    } catch (error) {
      this.missed?.forget(socket);
      const { wire, expected } = judge(error, 'connect', settings.exposeErrors);
      const message = typeof wire.reason === 'string' ? wire.reason : 'Connection refused';
      if (expected) settings.logger.debug(`A client of ${this.namespace.name} was refused with ${wire.code}`, error);
      else settings.logger.error(`Letting a client into ${this.namespace.name} failed`, error);
      return Object.assign(new Error(message), { data: wire }); // all of an error that crosses
    }
  }

  async #pass({ definition, check, translate }: AdmissionStep, connection: Connection): Promise<void> {
    const context = new EventContext(connection, definition, 'connect', [], undefined);
    await runInContext(context, async () => {
      try {
        await check(context, connection);
      } catch (error) {
        throw translate ? (await translate(error, context)).seen : error;
      } finally {
        context.done();
      }
    });
  }

  readonly #onConnection = (socket: Socket): void => {
    const connection = this.#admitted.get(socket) ?? new Connection(socket, this.handlers, this.#onLeft);
    this.#admitted.delete(socket);
    this.connections.add(connection);
    connection.open();
  };

  readonly #onLeft = (connection: Connection): void => {
    this.connections.delete(connection);
    this.#children?.sweepSoon(connection.socket);
  };
}
