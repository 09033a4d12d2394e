import type { Namespace, Socket } from 'socket.io';
import { runInContext } from '../../context';
import { FIRST_STREAM_ID } from '../../client/stream-protocol';
import { connectionOf, onceClosed, unlessClosed } from '../../engine/connections';
import { packetIds } from '../../engine/internals/packet-ids';
import { removeMiddleware } from '../../engine/internals/socket-io';
import { WebSocketException, WsStatus } from '../../errors';
import { EventContext } from '../event/event-context';
import { toErrorOutcome } from '../event/failure';
import type { NamespaceHandlers } from '../handler/namespace-handlers';
import type { ConnectCheck } from './connect-checks';
import { ConnectTime } from './connect-time';
import { clientHasLeft, Peer, serverIsClosing, tooManyAtOnce } from './peer';

type Listener = (this: Socket, ...args: unknown[]) => void;

/** The clients of a namespace: it lets them in, or refuses them, and knows those that are here. */
export class NamespaceClients {
  /** By their sockets. */
  readonly peers = new Map<Socket, Peer>();
  readonly #namespace: Namespace;
  readonly #handlers: NamespaceHandlers;
  readonly #checks: readonly ConnectCheck[];
  readonly #listeners = listenersOf(this.peers);
  /** A client acknowledges the event of a stream of which it wants no more. */
  readonly #watchStreams = packetIds(FIRST_STREAM_ID, (socket, id) => this.peers.get(socket)?.stopStream(id));
  /** Clients that were let in, until they are connected. */
  readonly #admitted = new WeakMap<Socket, Peer>();

  constructor(namespace: Namespace, handlers: NamespaceHandlers, checks: readonly ConnectCheck[]) {
    this.#namespace = namespace;
    this.#handlers = handlers;
    this.#checks = checks;
  }

  /** From now on it takes the clients of its namespace. */
  install(): void {
    this.#namespace.use(this.#onArrival);
    this.#namespace.on('connection', this.#onConnection);
  }

  /** Takes no more clients, and lets those go that are here: theirs is a server of the application. */
  uninstall(): void {
    const isShared = this.#isOthers;
    removeMiddleware(this.#namespace, this.#onArrival);
    this.#namespace.off('connection', this.#onConnection);
    for (const [socket, peer] of [...this.peers]) {
      socket.offAny(this.#listeners.event);
      socket.off('disconnecting', this.#listeners.disconnecting).off('disconnect', this.#listeners.disconnect);
      this.peers.delete(socket);
      if (!isShared) peer.sayServerCloses();
      peer.release('server shutting down');
      if (!isShared) socket.disconnect();
    }
  }

  /** The application has handlers in the namespace: its clients are not the gateways' alone. */
  get #isOthers(): boolean {
    return this.#handlers.shared?.hasOthers === true;
  }

  readonly #onArrival = (socket: Socket, next: (refusal?: Error) => void): void => {
    if (this.#handlers.lifecycle.closing && this.#isOthers) {
      next(); // the gateways do not get to know it
      return;
    }
    const { running } = connectionOf(socket.conn);
    if (running >= this.#handlers.settings.limits.maxRunningEvents) {
      next(this.#refusal(tooManyAtOnce())); // its hooks would run besides them
      return;
    }
    if (this.#checks.length === 0 && !this.#handlers.lifecycle.closing) {
      next();
      return;
    }
    void this.#admit(socket).then(next);
  };

  readonly #onConnection = (socket: Socket): void => {
    if (this.#handlers.lifecycle.closing && this.#isOthers) return;
    const peer = this.#admitted.get(socket) ?? new Peer(socket, this.#handlers);
    this.#admitted.delete(socket);
    this.peers.set(socket, peer);
    this.#watchStreams(socket);
    socket.onAny(this.#listeners.event);
    if (this.#handlers.hooks.disconnecting) socket.on('disconnecting', this.#listeners.disconnecting);
    socket.on('disconnect', this.#listeners.disconnect);
    peer.open();
  };

  /** Why a client is refused, as socket.io takes it, or nothing. Never rejects: then the client would wait for ever. */
  async #admit(socket: Socket): Promise<Error | undefined> {
    const peer = new Peer(socket, this.#handlers);
    const time = new ConnectTime(this.#handlers.settings.connectTimeoutMs);
    const stopWatching = onceClosed(socket.conn, () => peer.aborts.abort(clientHasLeft()));
    try {
      if (this.#handlers.lifecycle.closing) throw serverIsClosing();
      for (const check of this.#checks) {
        await unlessClosed(socket.conn, pass(check, peer, time));
        if (socket.conn.readyState !== 'open') return undefined; // it has left: socket.io does not let it in
      }
      this.#admitted.set(socket, peer);
      return undefined;
    } catch (error) {
      return this.#refusal(error);
    } finally {
      stopWatching();
      time.end();
    }
  }

  #refusal(error: unknown): Error {
    const { exposeErrors, logger } = this.#handlers.settings;
    const { payload, expected } = toErrorOutcome(error, 'connect', exposeErrors);
    const { name } = this.#namespace;
    if (expected) logger.debug(`A client of ${name} was refused with ${payload.code}`, error);
    else logger.error(`Letting a client into ${name} failed`, error);
    const message = typeof payload.reason === 'string' ? payload.reason : 'Connection refused';
    return Object.assign(new Error(message), { data: payload }); // socket.io sends nothing else of an error
  }
}

/** The same for all clients: each function more would cost every idle client its memory. */
function listenersOf(peers: Map<Socket, Peer>): Readonly<Record<'event' | 'disconnecting' | 'disconnect', Listener>> {
  return {
    event(event, ...args) {
      peers.get(this)?.listen(String(event), args); // it may be a number
    },
    disconnecting(...args) {
      peers.get(this)?.disconnecting(args);
    },
    disconnect(...args) {
      const peer = peers.get(this);
      peers.delete(this);
      peer?.disconnected(args);
    },
  };
}

async function pass(
  { target, timeoutMs, check, applyFilters }: ConnectCheck,
  peer: Peer,
  time: ConnectTime,
): Promise<void> {
  const context = new EventContext(peer, target, 'connect', [], undefined);
  await runInContext(context, async () => {
    try {
      const checked = check(context, peer);
      if (checked && !(await time.suffices(target.gateway, timeoutMs, checked))) {
        const timedOut = new WebSocketException(WsStatus.TRY_AGAIN_LATER, 'Timed out');
        context.abort(timedOut);
        throw timedOut;
      }
    } catch (error) {
      throw applyFilters ? (await applyFilters(error, context)).seen : error;
    } finally {
      context.done();
    }
  });
}
