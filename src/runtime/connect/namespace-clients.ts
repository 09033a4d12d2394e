import type { Namespace, Socket } from 'socket.io';
import { runInContext } from '../../context';
import { channels, type ConnectMessage, type RefusalReason } from '../../channels';
import type { NamespaceStatistics } from '../../contract/statistics';
import type { CountedClients, LocalCount } from '../../contract/user-count';
import { clientFacts } from '../../engine/client-facts';
import { connectionOf, onceClosed, unlessClosed } from '../../engine/connections';
import { StreamAcknowledgements } from '../../engine/internals/packet-ids';
import { removeMiddleware } from '../../engine/internals/socket-io';
import { socketsIn } from '../../engine/namespaces/sockets-in';
import { hitLimit } from '../../engine/limits/limit-hits';
import { reportRefusal } from '../../engine/refusals';
import { WebSocketException, WsStatus } from '../../errors';
import type { SlowWork } from '../event/slow-work';
import { EventContext } from '../event/event-context';
import { toErrorOutcome } from '../reply/failure';
import { refusalLevel, whyRefused } from '../reply/why';
import type { NamespaceHandlers } from '../handler/namespace-handlers';
import { limitStep, type Step } from '../handler/step';
import { countUsers } from '../users/count-users';
import { Trace } from '../trace';
import type { ConnectCheck } from './connect-checks';
import { ConnectTime } from './connect-time';
import { clientHasLeft, serverIsClosing, tooManyAtOnce } from './exceptions';
import { Peer } from './peer';

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
  readonly #streams = new StreamAcknowledgements((socket, id) => this.peers.get(socket)?.stopStream(id));
  /** Clients that were let in, until they are connected. */
  readonly #admitted = new WeakMap<Socket, Peer>();

  constructor(namespace: Namespace, handlers: NamespaceHandlers, checks: readonly ConnectCheck[]) {
    this.#namespace = namespace;
    this.#handlers = handlers;
    this.#checks = checks;
  }

  /** As it was registered. */
  get name(): string {
    return this.#handlers.name;
  }

  /** From now on it takes the clients of its namespace. */
  install(): void {
    this.#namespace.use(this.#onArrival);
    this.#namespace.on('connection', this.#onConnection);
    this.#handlers.shared?.join(this.peers);
    this.#streams.install(this.#namespace.server);
  }

  /** Stops handling the clients of the namespace, and leaves them connected: the server is the application's. */
  uninstall(): void {
    const { shared } = this.#handlers;
    this.#streams.uninstall(this.#namespace.server);
    removeMiddleware(this.#namespace, this.#onArrival);
    this.#namespace.off('connection', this.#onConnection);
    shared?.leave();
    for (const [socket, peer] of [...this.peers]) {
      socket.offAny(this.#listeners.event);
      socket.off('disconnecting', this.#listeners.disconnecting).off('disconnect', this.#listeners.disconnect);
      this.peers.delete(socket);
      const stays = shared?.isServedElsewhere(socket);
      if (!stays) peer.sayServerCloses();
      peer.release('server shutting down');
      if (!stays) socket.disconnect();
    }
  }

  statistics(sessionsIn: (namespace: Namespace) => number): NamespaceStatistics {
    const peers = [...this.peers.values()];
    const sum = (count: (peer: Peer) => number): number => peers.reduce((total, peer) => total + count(peer), 0);
    return {
      namespace: this.#handlers.name,
      clients: peers.length,
      users: peers.map(({ user }) => user),
      eventsWaiting: sum((peer) => peer.eventsWaiting),
      streams: sum((peer) => peer.streamsOpen),
      sessions: sessionsIn(this.#namespace),
    };
  }

  /** @throws what `userKey` throws, and a TypeError where it gives no text */
  countUsers({ child, room }: CountedClients): LocalCount {
    return countUsers(socketsIn(this.#namespace, child, room), this.peers, this.#handlers.settings.userKey);
  }

  readonly #onArrival = (socket: Socket, next: (refusal?: Error) => void): void => {
    const { lifecycle, settings, shared } = this.#handlers;
    if (shared?.isLeftToOthers) {
      next();
      return;
    }
    const isTooMuch = connectionOf(socket.conn).running >= settings.limits.maxRunningEvents;
    const isWatched = channels.connect.hasSubscribers;
    if (this.#checks.length === 0 && !isTooMuch && !lifecycle.closing && !isWatched) {
      next();
      return;
    }
    const peer = new Peer(socket, this.#handlers);
    if (isWatched) peer.connecting = this.#trace(socket);
    if (isTooMuch)
      next(this.#refusal(peer, tooManyAtOnce(), RUNNING)); // its hooks would run besides them
    else if (peer.connecting) peer.connecting.begin(() => void this.#admit(peer).then(next));
    else void this.#admit(peer).then(next);
  };

  readonly #onConnection = (socket: Socket): void => {
    if (this.#handlers.shared?.isLeftToOthers) return;
    const peer = this.#admitted.get(socket) ?? new Peer(socket, this.#handlers);
    this.#admitted.delete(socket);
    this.peers.set(socket, peer);
    this.#streams.watch(socket);
    socket.onAny(this.#listeners.event);
    if (this.#handlers.hooks.disconnecting) socket.on('disconnecting', this.#listeners.disconnecting);
    socket.on('disconnect', this.#listeners.disconnect);
    peer.open();
  };

  /** Why a client is refused, as socket.io takes it, or nothing. Never rejects: then the client would wait for ever. */
  async #admit(peer: Peer): Promise<Error | undefined> {
    const { socket } = peer;
    const { lifecycle, settings } = this.#handlers;
    const time = new ConnectTime(settings.connectTimeoutMs);
    const stopWatching = onceClosed(socket.conn, () => peer.aborts.abort(clientHasLeft()));
    let at: RefusingCheck = CLOSING;
    try {
      if (lifecycle.closing) throw serverIsClosing();
      for (const check of this.#checks) {
        at = check;
        peer.connecting?.enter(check.step);
        await unlessClosed(socket.conn, pass(check, peer, time, lifecycle.slowWork));
        if (socket.conn.readyState !== 'open') {
          peer.connecting?.finish('cancelled');
          return undefined; // it has left: socket.io does not let it in
        }
      }
      this.#admitted.set(socket, peer);
      return undefined;
    } catch (error) {
      return this.#refusal(peer, error, at);
    } finally {
      stopWatching();
      time.end();
    }
  }

  #trace(socket: Socket): Trace<ConnectMessage> {
    const { definition, name } = this.#handlers;
    return new Trace<ConnectMessage>(channels.connect, {
      server: socket.nsp.server,
      socket,
      gateway: definition.gateways[0]?.gateway.name,
      namespace: name,
      isRecovered: socket.recovered,
      durations: {},
      startedAt: performance.now(),
      outcome: undefined,
      code: undefined,
      decidedBy: undefined,
    });
  }

  #refusal({ socket, connecting }: Peer, thrown: unknown, { step, target }: RefusingCheck): Error {
    const { settings, name } = this.#handlers;
    const { payload, expected } = toErrorOutcome(thrown, 'connect', settings.exposeErrors);
    const { server } = socket.nsp;
    const client = clientFacts(socket, settings.app);
    const why = whyRefused({ thrown, step });
    const reason = expected ? reasonOf(step, payload.code) : 'fault';
    if (reason === 'limit') {
      hitLimit(connectionOf(socket.conn), String(step.by), `A client was refused: ${why}`, client, settings, server);
    }
    const refusal = { reason, namespace: name, requested: socket.nsp.name, code: payload.code, why, client } as const;
    const told = expected ? { level: refusalLevel(thrown) } : { fault: { error: thrown } };
    reportRefusal({ ...refusal, gateway: target?.gateway.name, ...told }, settings, server);
    connecting?.failed(step, thrown, expected ? 'refused' : 'failed', payload.code);
    connecting?.finish();
    const message = typeof payload.reason === 'string' ? payload.reason : 'Connection refused';
    return Object.assign(new Error(message), { data: payload }); // socket.io sends nothing else of an error
  }
}

type RefusingCheck = Pick<ConnectCheck, 'step'> & Partial<Pick<ConnectCheck, 'target'>>;

const CLOSING: RefusingCheck = { step: { name: 'limits', by: undefined } };
const RUNNING: RefusingCheck = { step: limitStep('maxRunningEvents') };

function reasonOf(step: Step, code: number): RefusalReason {
  if (step === CLOSING.step) return 'closing';
  if (step.name === 'limits') return 'limit';
  if (step.name === 'validation') return 'schema';
  return code === WsStatus.TRY_AGAIN_LATER ? 'timeout' : 'guard';
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
  { target, step, timeoutMs, check, applyFilters }: ConnectCheck,
  peer: Peer,
  time: ConnectTime,
  slowWork: SlowWork,
): Promise<void> {
  const context = new EventContext(peer, target, 'connect', [], undefined);
  const work = { step, context };
  await runInContext(context, async () => {
    try {
      const checked = check(context, peer);
      if (!checked) return;
      slowWork.watch(work);
      if (!(await time.suffices(target.gateway, timeoutMs, checked))) {
        const timedOut = new WebSocketException(WsStatus.TRY_AGAIN_LATER, 'Timed out');
        context.abort(timedOut);
        throw timedOut;
      }
    } catch (error) {
      throw applyFilters ? (await applyFilters(error, context)).seen : error;
    } finally {
      slowWork.done(work);
      context.done();
    }
  });
}
