import type { Socket } from 'socket.io';
import type { Newable } from '../../container';
import type { Environment } from '../../context';
import { type Connection, connectionOf } from '../../engine/connections';
import { packetIdOf } from '../../engine/internals/packet-ids';
import { WebSocketException, WsStatus } from '../../errors';
import type { Logger } from '../../logger';
import { dispatch } from '../event/dispatch';
import type { ContextClient } from '../event/event-context';
import { Invocation } from '../event/invocation';
import { type Ack, ConnectReply, EventReply, LeaveReply, type Reply } from '../event/reply';
import { StreamCalls } from '../event/stream-calls';
import { emitOnce } from '../event/send';
import type { RunnableHandler } from '../handler/compile';
import type { NamespaceHandlers } from '../handler/namespace-handlers';
import { AbortGroup } from './abort-group';
import { environmentOf } from './environment';
import { PendingEvents } from './pending-events';
import { SerialQueue } from './serial-queue';

/** One client in one namespace, from its handshake on: it connects, sends events, leaves. */
export class Peer implements ContextClient {
  user: unknown;
  readonly socket: Socket;
  readonly connection: Connection;
  readonly #namespace: NamespaceHandlers;
  #environment: Environment | undefined;
  #aborts: AbortGroup | undefined;
  #hasLeft = false;
  /** The events that are bound to the socket: each when the client first sends it, so that idle clients cost nothing. */
  #bound: Map<string, (...args: unknown[]) => void> | undefined;
  /** While `@OnConnected` runs. */
  #pending: PendingEvents | undefined;
  /** The lifecycle hook that is running, if one is: the next waits for it. */
  #hook: Promise<void> | undefined;
  /** Of serial gateways, by class: their events, one at a time. */
  #queues: Map<Newable, SerialQueue> | undefined;
  /** What the client reads as streams. */
  #streams: StreamCalls | undefined;

  constructor(socket: Socket, namespace: NamespaceHandlers) {
    this.socket = socket;
    this.connection = connectionOf(socket.conn);
    this.#namespace = namespace;
  }

  /** Runs `@OnConnected`. Whoever hands it its events listens already, so that none is missed. */
  open(): void {
    const { socket } = this;
    const { hooks, lifecycle, settings, emitCheck } = this.#namespace;
    emitCheck?.watch(socket);
    const hook = (socket.recovered && hooks.recovered) || hooks.connected;
    if (!hook) return;
    this.#pending = new PendingEvents();
    this.connection.begun();
    const reply = new ConnectReply(socket, 'connect', hook.definition.label, settings);
    this.#hook = this.#run(hook, 'connect', [socket], reply).then(() => this.#connected());
    lifecycle.handlers.track(this.#hook); // until the events that wait for it have started
  }

  /** Tells the client that no fault ends its connection: the server closes, and has nothing more for it. */
  sayServerCloses(): void {
    const { code, reason } = serverIsClosing();
    emitOnce(this.socket, 'error', { code, reason, event: 'disconnect' }, this.#namespace.settings);
  }

  get environment(): Environment {
    const { settings, definition } = this.#namespace;
    return (this.#environment ??= environmentOf(this.socket, settings.app, definition.pattern));
  }

  set environment(environment: Environment) {
    this.#environment = environment;
  }

  get logger(): Logger {
    return this.#namespace.settings.logger;
  }

  /** Of everything that runs for it; aborted when it leaves. */
  get aborts(): AbortGroup {
    if (!this.#aborts) {
      this.#aborts = new AbortGroup();
      if (this.#hasLeft) this.#aborts.abort(clientHasLeft());
    }
    return this.#aborts;
  }

  /**
   * Gets every event before its listeners and before the client's own `socket.use`. What a gateway handles is bound as
   * an ordinary listener, so that `socket.use` is asked first; what nobody handles is answered.
   */
  listen(event: string, args: unknown[]): void {
    if (this.#bound?.has(event)) return;
    const { events, hooks, shared } = this.#namespace;
    const handler = events.get(event);
    const isListenedTo = this.socket.listenerCount(event) > (event === 'error' ? 1 : 0); // socket.io itself listens to `error`
    if (handler) {
      if (isListenedTo) shared?.handledTwice(event, handler.definition.label);
      this.#bind(event, (...received) => this.#receive(handler, event, received));
    } else if (!isListenedTo && !this.#isOthers(hooks.unknownEvent)) {
      this.#receive(hooks.unknownEvent, event, args);
    }
  }

  /** The client wants no more of a stream. */
  stopStream(id: number): void {
    (this.#streams ??= new StreamCalls()).stop(id);
  }

  #bind(event: string, listener: (...args: unknown[]) => void): void {
    (this.#bound ??= new Map()).set(event, listener);
    this.socket.on(event, listener);
  }

  /** An unknown event may be the application's: it may take it by a catch-all of its own. */
  #isOthers(unknownEvent: RunnableHandler | undefined): boolean {
    const { shared, settings } = this.#namespace;
    if (!shared?.hasOthers || unknownEvent) return false;
    return settings.unknownSharedEvents === 'ignore';
  }

  /** Its gateways leave, and its socket stays, which is the application's as well. */
  release(reason: string): void {
    this.disconnecting([reason]);
    this.disconnected([reason]);
    for (const [event, listener] of this.#bound ?? []) this.socket.off(event, listener);
    this.connection.isLeaving = false;
  }

  #receive(handler: RunnableHandler | undefined, event: string, received: unknown[]): void {
    const { settings, definition } = this.#namespace;
    const ack = typeof received.at(-1) === 'function' ? (received.pop() as Ack) : undefined;
    const label = handler?.definition.label ?? String(definition.name);
    const streamId = ack && packetIdOf(ack);
    const reply = new EventReply(this.socket, event, label, settings, ack, handler, streamId);
    if (!handler) {
      if (settings.unknownEvents === 'reject') {
        reply.fail(new WebSocketException(WsStatus.UNSUPPORTED_DATA, 'Unknown event'));
      }
    } else if (this.connection.isLeaving) {
      reply.fail(serverIsClosing());
    } else if (this.#ahead(handler) > definition.maxPendingEvents) {
      reply.fail(new WebSocketException(WsStatus.TRY_AGAIN_LATER, 'Too many pending events'));
    } else if (this.connection.running >= settings.limits.maxRunningEvents) {
      reply.fail(tooManyAtOnce());
    } else if (streamId !== undefined && !(this.#streams ??= new StreamCalls()).add(streamId)) {
      reply.fail(new WebSocketException(WsStatus.PROTOCOL_ERROR, 'There is a stream of this id'));
    } else {
      this.connection.begun(); // until its invocation has finished
      if (this.#pending) this.#pending.push(() => this.#start(handler, event, received, reply));
      else this.#start(handler, event, received, reply);
    }
  }

  /** How many an event of this handler has to wait for: `@OnConnected` and those that wait for it, or its queue. */
  #ahead({ definition: { gateway } }: RunnableHandler): number {
    return this.#pending ? this.#pending.length + 1 : (this.#queues?.get(gateway)?.length ?? 0);
  }

  #start(handler: RunnableHandler, event: string, args: unknown[], reply: EventReply): void {
    if (!handler.isSerial) {
      void this.#run(handler, event, args, reply);
      return;
    }
    const { begin, end } = this.#namespace.lifecycle.handlers; // also while it waits
    begin();
    this.#queue(handler).push(() => this.#run(handler, event, args, reply).finally(end));
  }

  #queue({ definition: { gateway } }: RunnableHandler): SerialQueue {
    this.#queues ??= new Map();
    const queue = this.#queues.get(gateway) ?? new SerialQueue();
    this.#queues.set(gateway, queue);
    return queue;
  }

  /** `@OnConnected` is done: the events that waited for it start, unless it has thrown or the client has left. */
  #connected(): void {
    const pending = this.#pending;
    this.#pending = undefined;
    this.#hook = undefined;
    if (this.socket.connected) pending?.release();
    else this.connection.finished(pending?.length ?? 0); // they never start
  }

  disconnecting(args: unknown[]): void {
    this.#leave('disconnecting', args);
  }

  disconnected(args: unknown[]): void {
    this.#hasLeft = true;
    this.#aborts?.abort(clientHasLeft());
    this.#leave('disconnect', args);
  }

  /** The hooks of leaving wait for `@OnConnected`, and for each other. */
  #leave(event: 'disconnecting' | 'disconnect', args: unknown[]): void {
    const { settings, lifecycle, hooks } = this.#namespace;
    const hook = event === 'disconnect' ? hooks.disconnected : hooks.disconnecting;
    if (!hook) return;
    this.connection.begun();
    const reply = new LeaveReply(this.socket, event, hook.definition.label, settings);
    const run = (): Promise<void> => this.#run(hook, event, args, reply, String(args[0]));
    // Not through a promise where nothing is waited for: `@OnDisconnecting` is to find the rooms still there.
    this.#hook = this.#hook ? this.#hook.then(run) : run();
    lifecycle.leaving.track(this.#hook); // from now on, also while it waits
  }

  #run(handler: RunnableHandler, event: string, args: unknown[], reply: Reply, reason?: string): Promise<void> {
    const { handlers, leaving } = this.#namespace.lifecycle;
    const pending = reason === undefined ? handlers : leaving;
    const invocation = new Invocation(handler, this, event, args, reply, pending, reason);
    const { streamId } = reply;
    if (streamId === undefined) return dispatch(invocation);
    this.#streams?.start(streamId, invocation);
    return dispatch(invocation).finally(() => this.#streams?.delete(streamId));
  }
}

/** The refusal of what would run besides too much else of the same connection. */
export function tooManyAtOnce(): WebSocketException {
  return new WebSocketException(WsStatus.TRY_AGAIN_LATER, 'Too many events at once');
}

/** The refusal of what would begin after the turn of its client to go. */
export function serverIsClosing(): WebSocketException {
  return new WebSocketException(WsStatus.GOING_AWAY, 'Server is closing');
}

/** Why the signal of what a client has begun is aborted. */
export function clientHasLeft(): Error {
  return new Error('The client has left');
}
