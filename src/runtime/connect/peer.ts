import type { Socket } from 'socket.io';
import type { Environment } from '../../context';
import { type Connection, connectionOf } from '../../engine/connections';
import type { ConnectMessage } from '../../channels';
import type { Log } from '../../log/log';
import { dispatch } from '../event/dispatch';
import type { ContextClient } from '../event/event-context';
import { EventOutcome } from '../event/event-outcome';
import { Invocation } from '../event/invocation';
import { ConnectReply, LeaveReply } from '../reply/hook-reply';
import type { EventReply, Reply } from '../reply/reply';
import { StreamCalls } from '../event/stream-calls';
import { replyTo } from '../event/traced-event';
import { emitOnce } from '../reply/send';
import type { RunnableHandler } from '../handler/compile';
import type { NamespaceHandlers } from '../handler/namespace-handlers';
import { HANDLER } from '../handler/step';
import type { Trace } from '../trace';
import type { UserVisit } from '../users/user-visit';
import { AbortGroup } from './abort-group';
import { environmentOf } from './environment';
import { clientHasLeft, serverIsClosing } from './exceptions';
import { finishConnect, reportConnected, reportDropped, reportLeft } from './facts';
import { PendingEvents } from './pending-events';
import { refuse, whyNotNow } from './refused-events';
import { SerialQueues } from './serial-queue';

/** One client in one namespace, from its handshake on: it connects, sends events, leaves. */
export class Peer implements ContextClient {
  readonly socket: Socket;
  readonly connection: Connection;
  readonly #namespace: NamespaceHandlers;
  #user: unknown;
  #visit: UserVisit | undefined;
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
  #queues: SerialQueues | undefined;
  /** What the client reads as streams. */
  #streams: StreamCalls | undefined;
  /** Until it is connected, where somebody watches. */
  connecting: Trace<ConnectMessage> | undefined;

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
    reportConnected(socket, settings);
    const hook = (socket.recovered && hooks.recovered) || hooks.connected;
    if (!hook) {
      this.#connected();
      return;
    }
    this.#pending = new PendingEvents();
    this.connection.begun();
    const reply = new ConnectReply(socket, 'connect', hook.definition, settings);
    this.connecting?.enter(HANDLER);
    this.#hook = this.#run(hook, 'connect', [socket], reply).then(() => this.#connected(reply));
    lifecycle.handlers.track(this.#hook); // until the events that wait for it have started
  }

  get user(): unknown {
    return this.#user;
  }

  set user(user: unknown) {
    this.#user = user;
    this.#visit?.is(user);
  }

  /** Sends the client the `error` event with 1001, so that it knows that it is disconnected because the server closes. */
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

  get logger(): Log {
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
    } else if (!isListenedTo && !this.#isOthers()) {
      this.#receive(hooks.unknownEvent, event, args);
    }
  }

  /** The client wants no more of a stream. */
  stopStream(id: number): void {
    this.streams.stop(id);
  }

  #bind(event: string, listener: (...args: unknown[]) => unknown): void {
    (this.#bound ??= new Map()).set(event, listener);
    this.socket.on(event, listener);
  }

  /** An unknown event may be the application's: it may take it by a catch-all of its own. */
  #isOthers(): boolean {
    const { shared, settings, hooks } = this.#namespace;
    return shared?.hasOthers === true && !hooks.unknownEvent && settings.unknownSharedEvents === 'ignore';
  }

  /** Its gateways are detached. Its socket stays connected, as the application has handlers of its own on it. */
  release(reason: string): void {
    this.disconnecting([reason]);
    this.disconnected([reason]);
    for (const [event, listener] of this.#bound ?? []) this.socket.off(event, listener);
  }

  /** socket.io ignores what it returns; instrumentations that wrap listeners await it. */
  #receive(handler: RunnableHandler | undefined, event: string, received: unknown[]): EventOutcome | undefined {
    if (!handler && this.#namespace.settings.unknownEvents === 'ignore') return undefined;
    const reply = replyTo(this.socket, this.#namespace, handler, event, received);
    const refused = whyNotNow(handler, this, this.#namespace, reply.streamId);
    if (refused) return new EventOutcome(reply, refuse(reply, refused, received));
    return new EventOutcome(reply, this.#accept(handler as RunnableHandler, event, received, reply)); // it has one
  }

  /** The events that it reads as streams. */
  get streams(): StreamCalls {
    return (this.#streams ??= new StreamCalls());
  }

  /** How many of its events wait. */
  get eventsWaiting(): number {
    return (this.#pending?.length ?? 0) + (this.#queues?.waiting ?? 0);
  }

  get streamsOpen(): number {
    return this.#streams?.size ?? 0;
  }

  /** How many an event of this handler has to wait for: `@OnConnected` and those that wait for it, or its queue. */
  ahead({ definition: { gateway } }: RunnableHandler): number {
    return this.#pending ? this.#pending.length + 1 : (this.#queues?.lengthOf(gateway) ?? 0);
  }

  #accept(handler: RunnableHandler, event: string, args: unknown[], reply: EventReply): Promise<void> {
    this.connection.begun(); // until its invocation has finished
    if (!this.#pending) return this.#start(handler, event, args, reply);
    return this.#pending.push(reply, () => this.#start(handler, event, args, reply));
  }

  #start(handler: RunnableHandler, event: string, args: unknown[], reply: EventReply): Promise<void> {
    if (!handler.isSerial) return this.#run(handler, event, args, reply);
    const { begin, end } = this.#namespace.lifecycle.handlers; // also while it waits
    begin();
    reply.watch?.waits?.();
    const queue = (this.#queues ??= new SerialQueues()).of(handler.definition.gateway);
    return queue.push(() => this.#run(handler, event, args, reply).finally(end));
  }

  /** `@OnConnected` is done: the events that waited for it start, unless it has thrown or the client has left. */
  #connected(reply?: ConnectReply): void {
    finishConnect(this.connecting, reply);
    const pending = this.#pending;
    this.connecting = this.#pending = this.#hook = undefined;
    if (this.socket.connected) {
      this.#visit = this.#namespace.visit?.(this.socket.nsp.name, this.#user);
      pending?.release();
    } else if (pending) {
      reportDropped(this.socket, pending.length, reply, this.#namespace.settings);
      this.connection.finished(pending.length); // they never start
      pending.drop();
    }
  }

  disconnecting(args: unknown[]): void {
    this.#leave('disconnecting', args);
  }

  disconnected(args: unknown[]): void {
    this.#hasLeft = true;
    reportLeft(this.socket, String(args[0]), this.#namespace);
    this.#aborts?.abort(clientHasLeft());
    this.#visit?.end();
    this.#leave('disconnect', args);
  }

  /** The hooks of leaving wait for `@OnConnected`, and for each other. */
  #leave(event: 'disconnecting' | 'disconnect', args: unknown[]): void {
    const { settings, lifecycle, hooks } = this.#namespace;
    const hook = event === 'disconnect' ? hooks.disconnected : hooks.disconnecting;
    if (!hook) return;
    this.connection.begun();
    const reply = new LeaveReply(this.socket, event, hook.definition, settings);
    const run = (): Promise<void> => this.#run(hook, event, args, reply, String(args[0]));
    // Not through a promise where nothing is waited for: `@OnDisconnecting` is to find the rooms still there.
    this.#hook = this.#hook ? this.#hook.then(run) : run();
    lifecycle.leaving.track(this.#hook); // from now on, also while it waits
  }

  #run(handler: RunnableHandler, event: string, args: unknown[], reply: Reply, reason?: string): Promise<void> {
    const { handlers, leaving, slowWork } = this.#namespace.lifecycle;
    const pending = reason === undefined ? handlers : leaving;
    const invocation = new Invocation(handler, this, event, args, reply, pending, slowWork, reason);
    const { streamId } = reply;
    if (streamId === undefined) return dispatch(invocation);
    this.#streams?.start(streamId, invocation);
    return dispatch(invocation).finally(() => this.#streams?.delete(streamId));
  }
}
