import type { AsyncLocalStorage } from 'node:async_hooks';
import { channel, tracingChannel } from 'node:diagnostics_channel';
import type { Server, Socket } from 'socket.io';
import { sharedBetweenCopies } from './contract/shared-between-copies';

/**
 * The messages that the gateways publish on channels of `node:diagnostics_channel`. Where nobody subscribes, they cost
 * nothing. Texts in messages are as clients have sent them: escape them before you log them.
 *
 * @see https://nodejs.org/api/diagnostics_channel.html
 */
export const channels = {
  /** A tracing channel: every event of a client, also one that is refused before it runs. */
  event: tracing<EventMessage>('inversify-express-gateways.event'),
  /** A tracing channel: a client on its way into a namespace, until its `@OnConnected` is done. */
  connect: tracing<ConnectMessage>('inversify-express-gateways.connect'),
  /** A client has left a namespace. */
  left: plain<LeftMessage>('inversify-express-gateways.left'),
  /** A client was refused, by whatever part of the server: also before any gateway was asked. */
  refused: plain<RefusedMessage>('inversify-express-gateways.refused'),
  /** A client has gone beyond a limit. */
  limit: plain<LimitMessage>('inversify-express-gateways.limit'),
  /** A client has asked to recover its session (connection state recovery). */
  recovered: plain<RecoveredMessage>('inversify-express-gateways.recovered'),
  /** An acknowledgement that the server asked for has not come. */
  unacknowledged: plain<UnacknowledgedMessage>('inversify-express-gateways.unacknowledged'),
  /** A host has closed. */
  closed: plain<ClosedMessage>('inversify-express-gateways.closed'),
};

/** The steps of an event, in order. `limits` are those of `@RateLimit` and of the option `limits`. */
export type Step = 'limits' | 'guards' | 'validation' | 'interceptors' | 'handler' | 'filters' | 'reply';

/** Milliseconds. A step that was not reached is absent; `queue` is the time before the first of them. */
export type Durations = Partial<Record<Step | 'queue', number>>;

/**
 * `ok`; `refused`, where it was answered with a `WebSocketException`; `failed`, where it was answered with anything else
 * that was thrown; `cancelled`, where its client had left before there was an answer, or all items of a stream.
 */
export type Outcome = 'ok' | 'refused' | 'failed' | 'cancelled';

/** What the messages of both tracing channels have. The same object goes through all of a channel's events. */
export interface TracedMessage {
  readonly server: Server;
  readonly socket: Socket;
  /** The gateway's class; absent where no gateway handles it. */
  readonly gateway: string | undefined;
  /** The namespace as it was registered: `/rooms/:roomId`, or a RegExp as a text. */
  readonly namespace: string;
  readonly durations: Durations;
  /** When it came, as `performance.now()` counts. */
  readonly startedAt: number;
  /** `undefined` until the event has ended. */
  readonly outcome: Outcome | undefined;
  /** The code that the client was told, where it was refused or has failed. */
  readonly code: number | undefined;
  /** What was thrown, as it was before exception filters. */
  readonly error?: unknown;
  /** The step that decided, and what of it: the name of a guard, of a limit. */
  readonly decidedBy: { readonly step: Step; readonly name: string | undefined } | undefined;
}

export interface EventMessage extends TracedMessage {
  /** `ChatGateway.send`; absent where no method handles it. */
  readonly handler: string | undefined;
  /** The event's name as its client sent it: it may be any text, where no method handles it. */
  readonly event: string;
  /** The payload, not validated. */
  readonly args: readonly unknown[];
  /** What the client sent, in bytes; texts count their characters. */
  readonly bytes: number;
  /** The client reads the answer as a stream, by `stream()` of `/client`. */
  readonly isStream: boolean;
  /** The id of the acknowledgement in socket.io's protocol; absent where the client asked for none. */
  readonly ackId: number | undefined;
  /** The context that a client of `/client` sent along: see `traceContext` of `RequestOptions`. */
  readonly traceContext: Readonly<Record<string, string>> | undefined;
}

export interface ConnectMessage extends TracedMessage {
  /** The client has recovered its session. */
  readonly isRecovered: boolean;
}

export interface LeftMessage {
  readonly server: Server;
  readonly socket: Socket;
  readonly namespace: string;
  /** @see https://socket.io/docs/v4/server-socket-instance/#disconnect */
  readonly reason: string;
  /** How long it was there, in seconds. */
  readonly seconds: number;
}

export interface RefusedMessage {
  readonly server: Server;
  /** Why: `guard`, `schema`, `limit` and so on. */
  readonly reason: RefusalReason;
  /** As it was registered; absent where the client asked for one that is not. */
  readonly namespace: string | undefined;
  /** As the client named it; absent where it was refused before it could. */
  readonly requested: string | undefined;
  readonly gateway: string | undefined;
  readonly code: number | undefined;
}

/** Why a client was refused; `fault` is an error of the application, `timeout` a `@Timeout` or socket.io's own. */
export type RefusalReason =
  'guard' | 'schema' | 'limit' | 'timeout' | 'fault' | 'namespace' | 'origin' | 'middleware' | 'closing';

export interface LimitMessage {
  readonly server: Server;
  /** The name of a limit in the options, `maxPendingEvents` or `@RateLimit`. */
  readonly limit: string;
  /** `true` where the connection was closed for it. */
  readonly isClosed: boolean;
}

export interface RecoveredMessage {
  readonly server: Server;
  /** As the client named it. */
  readonly namespace: string;
  readonly isRecovered: boolean;
  /** Why not: `taken`, `over`, or `unknown` where the adapter does not have it, or not all of it. */
  readonly reason: 'taken' | 'over' | 'unknown' | undefined;
}

export interface UnacknowledgedMessage {
  readonly server: Server;
  /** Its time was up; or it had none (`emit` without `timeout`), and its client has left. */
  readonly reason: 'timeout' | 'left';
  /** That of a broadcast counts once, whatever number of clients it went to. */
  readonly count: number;
}

export interface ClosedMessage {
  readonly servers: readonly Server[];
  /** How long it took, in milliseconds. */
  readonly durationMs: number;
  /** `true` where everything that ran has ended before the deadline. */
  readonly inTime: boolean;
}

/** A channel of Node that knows its messages. Its own types differ from version to version. */
export interface MessageChannel<Message extends object> {
  readonly hasSubscribers: boolean;
  publish(message: Message): void;
  subscribe(listener: (message: Message) => void): void;
  unsubscribe(listener: (message: Message) => void): boolean;
  /** @see https://nodejs.org/api/diagnostics_channel.html#channelbindstorestore-transform */
  bindStore<Value>(store: AsyncLocalStorage<Value>, transform: (message: Message) => Value): void;
  unbindStore<Value>(store: AsyncLocalStorage<Value>): boolean;
  runStores<Result>(message: Message, work: () => Result): Result;
}

/** Runs an event, or a connect, inside of a context that is entered by calling a function, as those of OpenTelemetry are. */
export interface Surround {
  /** The `start` of the tracing channel: copies of this package share that, and make tracing channels of their own of it. */
  readonly start: object;
  run<Result>(message: TracedMessage, work: () => Result): Result;
}

/** What subscribers run around events and connects. @internal */
export const surrounds = sharedBetweenCopies('surrounds', () => new Set<Surround>());

/** What is counted of an event: of its message, what costs it little. */
export type CountedEvent = Pick<EventMessage, 'server' | 'gateway' | 'event' | 'outcome' | 'code' | 'startedAt'> & {
  readonly durations: Pick<Durations, 'queue' | 'handler'>;
};

/** Counts an event that has ended. @param endedAt as `performance.now()` counts */
export type EventCounter = (event: CountedEvent, endedAt: number) => void;

/**
 * What counts the events: a message for each would cost more than all else that is done for it. Shared, as a channel is.
 *
 * @internal
 */
export const eventCounters = sharedBetweenCopies('eventCounters', () => new Set<EventCounter>());

/** A tracing channel of Node that knows its messages. */
export interface MessageTracingChannel<Message extends object> extends Readonly<
  Record<'start' | 'end' | 'asyncStart' | 'asyncEnd' | 'error', MessageChannel<Message>>
> {
  readonly hasSubscribers: boolean;
}

function plain<Message extends object>(name: string): MessageChannel<Message> {
  return channel(name) as object as MessageChannel<Message>; // what is published is what is sent here
}

function tracing<Message extends object>(name: string): MessageTracingChannel<Message> {
  return tracingChannel(name) as object as MessageTracingChannel<Message>;
}
