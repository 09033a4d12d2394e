import type { Socket } from 'socket.io';
import type { Newable } from '../container';
import type { Environment } from '../context';
import { WebSocketException, WsStatus } from '../errors';
import { dispatch } from './dispatch';
import { environmentOf } from './environment';
import { type Client, EventContext } from './event-context';
import type { RunnableHandler } from './handler';
import type { NamespaceHandlers } from './namespace-handlers';
import { type Ack, ConnectReply, EventReply, LeaveReply, type Reply } from './reply';
import { SerialQueue } from './serial-queue';

/** The life of one client in one namespace: it connects, sends events, leaves. */
export class Connection implements Client {
  user: unknown;
  #environment: Environment | undefined;
  /** The events that are bound to the socket: each when the client first sends it, so that idle clients cost nothing. */
  #bound: Set<string> | undefined;
  /** Events that wait for `@OnConnected`, while it runs. */
  #waiting: (() => void)[] | undefined;
  /** The lifecycle hook that is running, if one is: the next waits for it. */
  #hook: Promise<void> | undefined;
  #aborters: Set<AbortController> | undefined;
  #hasLeft = false;
  /** Of serial gateways, by class: their events, one at a time. */
  #queues: Map<Newable, SerialQueue> | undefined;

  constructor(
    readonly socket: Socket,
    private readonly namespace: NamespaceHandlers,
    private readonly onLeft: (connection: Connection) => void,
  ) {}

  /** Listens, then runs `@OnConnected`; in this order, within one tick, so that no event is missed. */
  open(): void {
    const { socket, namespace } = this;
    socket.onAny((event: unknown, ...args: unknown[]) => this.#listen(String(event), args)); // it may be a number
    if (namespace.hooks.disconnecting) socket.on('disconnecting', (...args) => this.#leave('disconnecting', args));
    socket.on('disconnect', (...args) => this.#left(args));
    const hook = (socket.recovered && namespace.hooks.recovered) || namespace.hooks.connected;
    if (!hook) return;
    this.#waiting = [];
    const { handlers } = namespace.activity;
    const reply = new ConnectReply(socket, hook.definition.label, namespace.settings);
    handlers.begin(); // until what waits for it has started, so that nobody finds the host idle in between
    this.#hook = this.#run(hook, 'connect', [socket], reply).then(() => {
      this.#release();
      handlers.end();
    });
  }

  get environment(): Environment {
    const { settings, definition } = this.namespace;
    return (this.#environment ??= environmentOf(this.socket, settings.app, definition.pattern));
  }

  set environment(environment: Environment) {
    this.#environment = environment;
  }

  aborter(): AbortController {
    const aborter = new AbortController();
    if (!this.#aborters && !this.socket.connected) {
      // Either on its way in, or gone; then its connection is closed, or has nothing more to abort.
      this.socket.conn.once('close', () => this.abort(clientHasLeft()));
    }
    (this.#aborters ??= new Set()).add(aborter);
    if (this.#hasLeft) this.abort(clientHasLeft());
    return aborter;
  }

  release(aborter: AbortController): void {
    this.#aborters?.delete(aborter);
  }

  abort(reason: Error): void {
    for (const aborter of this.#aborters ?? []) aborter.abort(reason);
    this.#aborters = undefined;
  }

  /**
   * Sees every event before its listeners and before the client's own `socket.use`. What a gateway handles is bound as
   * an ordinary listener, so that `socket.use` gates it; what nobody handles is answered.
   */
  #listen(event: string, args: unknown[]): void {
    if (this.#bound?.has(event)) return;
    const handler = this.namespace.events.get(event);
    if (handler) {
      (this.#bound ??= new Set()).add(event);
      this.socket.on(event, (...received: unknown[]) => {
        this.#receive(handler, event, received);
      });
    } else if (this.socket.listenerCount(event) === (event === 'error' ? 1 : 0)) {
      this.#receive(this.namespace.hooks.unknownEvent, event, args); // socket.io itself listens to `error`
    }
  }

  #receive(handler: RunnableHandler | undefined, event: string, received: unknown[]): void {
    const { settings, definition, activity } = this.namespace;
    const ack = typeof received.at(-1) === 'function' ? (received.pop() as Ack) : undefined;
    const label = handler?.definition.label ?? String(definition.name);
    const reply = new EventReply(this.socket, event, label, settings, ack, handler?.answersItself);
    if (!handler) {
      if (settings.unknownEvents === 'reject') {
        reply.fail(new WebSocketException(WsStatus.UNSUPPORTED_DATA, 'Unknown event'));
      }
    } else if (activity.closing) {
      reply.fail(new WebSocketException(WsStatus.GOING_AWAY, 'Server is closing'));
    } else if (this.#ahead(handler) > definition.maxPendingEvents) {
      reply.fail(new WebSocketException(WsStatus.TRY_AGAIN_LATER, 'Too many pending events'));
    } else if (this.#waiting) {
      this.#waiting.push(() => this.#start(handler, event, received, reply));
    } else {
      this.#start(handler, event, received, reply);
    }
  }

  /** How many an event of this handler has to wait for: `@OnConnected` and those that wait for it, or its queue. */
  #ahead({ definition: { gateway } }: RunnableHandler): number {
    return this.#waiting ? this.#waiting.length + 1 : (this.#queues?.get(gateway)?.length ?? 0);
  }

  #start(handler: RunnableHandler, event: string, args: unknown[], reply: EventReply): void {
    if (!handler.isSerial) {
      void this.#run(handler, event, args, reply);
      return;
    }
    const { handlers } = this.namespace.activity;
    handlers.begin(); // also while it waits
    this.#queue(handler).push(() => this.#run(handler, event, args, reply).finally(() => handlers.end()));
  }

  #queue({ definition: { gateway } }: RunnableHandler): SerialQueue {
    this.#queues ??= new Map();
    const queue = this.#queues.get(gateway) ?? new SerialQueue();
    this.#queues.set(gateway, queue);
    return queue;
  }

  /** `@OnConnected` is done: what waited for it starts, in order, unless it has thrown or the client has left. */
  #release(): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    this.#hook = undefined;
    if (this.socket.connected) for (const start of waiting) start();
  }

  #left(args: unknown[]): void {
    this.#hasLeft = true;
    this.onLeft(this);
    if (this.#aborters) this.abort(clientHasLeft());
    this.#leave('disconnect', args);
  }

  /** The hooks of leaving wait for `@OnConnected`, and for each other. */
  #leave(event: 'disconnecting' | 'disconnect', args: unknown[]): void {
    const { settings, activity, hooks } = this.namespace;
    const hook = event === 'disconnect' ? hooks.disconnected : hooks.disconnecting;
    if (!hook) return;
    const reply = new LeaveReply(this.socket, event, hook.definition.label, settings);
    const run = (): Promise<void> => this.#run(hook, event, args, reply, String(args[0]));
    activity.leaving.begin(); // from now on, also while it waits
    // Not through a promise where nothing is waited for: `@OnDisconnecting` is to find the rooms still there.
    this.#hook = this.#hook ? this.#hook.then(run) : run();
    void this.#hook.then(() => {
      activity.leaving.end();
    });
  }

  #run(handler: RunnableHandler, event: string, args: unknown[], reply: Reply, reason?: string): Promise<void> {
    const { activity } = this.namespace;
    const running = reason === undefined ? activity.handlers : activity.leaving;
    return dispatch(handler, new EventContext(this, handler.definition, event, args, reason), reply, running);
  }
}

function clientHasLeft(): Error {
  return new Error('The client has left');
}
