import type { JsonSchema } from '../json-schema/types';

/**
 * What a client may know of the gateways of a host: `contract.json`, and what all documents are written from. It is plain
 * JSON; JSON Schemas are draft-07 and refer to `#/definitions/…` of the model itself. Lists are in the order of their
 * names, so that a document changes only when the contract does.
 *
 * Names and texts are the application's: escape them where they are shown.
 */
export interface ContractModel {
  /** The version of this format. */
  readonly contract: 1;
  /** How an acknowledgement tells of an error: `ack({ error })`, or `ack(error)` and `ack(null, value)`. */
  readonly acks: 'value' | 'errorFirst';
  /** Whether the `error` event comes besides the acknowledgement of an error. */
  readonly errorEvent: 'always' | 'unacknowledged';
  /** Whether events that no gateway handles are answered with 1003. */
  readonly unknownEvents: 'reject' | 'ignore';
  /** Bounds of what one client may send, by name. */
  readonly limits: Readonly<Record<string, number>>;
  readonly paths: readonly PathModel[];
  /** The schema of the `error` event, and of `connect_error`'s `data`. */
  readonly error: JsonSchema;
  /** Schemas that others refer to. */
  readonly definitions: Readonly<Record<string, JsonSchema>>;
  /** What could not be described, and why: one sentence each. */
  readonly notes: readonly string[];
}

/** A path of the HTTP server: the option `path` of the client. */
export interface PathModel {
  readonly path: string;
  readonly transports: readonly string[];
  /** Whether the client's option `addTrailingSlash` has to be left on. */
  readonly addTrailingSlash: boolean;
  /** Clients need the same parser, such as `socket.io-msgpack-parser`: it sends events in another way than socket.io's own. */
  readonly customParser: boolean;
  /** How long a lost session can be recovered, in milliseconds; 0 for not at all. */
  readonly recoveryWindowMs: number;
  readonly namespaces: readonly NamespaceModel[];
}

export interface NamespaceModel {
  /** `/chat`, `/rooms/:roomId`, or the source of a RegExp. */
  readonly name: string;
  readonly kind: 'name' | 'pattern' | 'regexp';
  /** Of a pattern, or the named groups of a RegExp, in their order. */
  readonly parameters: readonly ParameterModel[];
  readonly handshake: HandshakeModel;
  /** Who decides whether a client may connect, in their order. */
  readonly guards: readonly string[];
  readonly maxPendingEvents: number;
  readonly gateways: readonly GatewayModel[];
}

export interface ParameterModel {
  readonly name: string;
  readonly schema: JsonSchema;
}

/** What a client has to bring when it connects; a part that is absent is not looked at. Each is a schema of an object. */
export interface HandshakeModel {
  readonly auth?: JsonSchema;
  readonly query?: JsonSchema;
  readonly headers?: JsonSchema;
}

/** What is said of a gateway or an event in words. */
export interface DescriptionModel {
  readonly summary?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly deprecated?: boolean;
}

export interface GatewayModel extends DescriptionModel {
  /** The option `name` of `@WebSocketGateway`. */
  readonly name: string;
  /** The name of its class. */
  readonly gateway: string;
  readonly ordering: 'parallel' | 'serial';
  /** What clients may send. */
  readonly events: readonly EventModel[];
  /** What the server emits, as far as it is declared. */
  readonly emits: readonly EmittedEventModel[];
}

/** An event that clients may send. */
export interface EventModel extends DescriptionModel {
  readonly event: string;
  /** `true` for `@OnUnknownEvent`: every name that no other handles; `event` is `*`. */
  readonly any: boolean;
  /** `ChatGateway.say` */
  readonly handler: string;
  readonly arguments: readonly ArgumentModel[];
  /** The schema of all further arguments, where there may be some. */
  readonly rest?: JsonSchema;
  /** Lists of arguments as a client may send them. */
  readonly examples: readonly (readonly unknown[])[];
  /** What the acknowledgement answers, where it is declared. */
  readonly answer?: JsonSchema;
  /** Its method is an async generator: the client gets its items under the event's name, before the answer. */
  readonly streams?: true;
  /** Names of the events that its method says it emits. */
  readonly emits: readonly string[];
  /** What it takes from the handshake, besides what its namespace asks of every client. */
  readonly handshake: HandshakeModel;
  /** Who decides whether it runs, in their order. */
  readonly guards: readonly string[];
  readonly rateLimits: readonly RateLimitModel[];
  /** The time after which it is answered with 1013, in milliseconds. */
  readonly timeoutMs?: number;
  /** A request that comes again within the window, in milliseconds, gets the answer that it had. */
  readonly idempotent?: { readonly windowMs: number };
}

export interface ArgumentModel {
  readonly schema: JsonSchema;
  /** Whether it may be left out. */
  readonly optional: boolean;
}

/** So many events in so many milliseconds; nothing is known where the application brings its own limiter. */
export interface RateLimitModel {
  readonly points?: number;
  readonly durationMs?: number;
}

/** An event that the server emits. Several declarations of one event are one, with `anyOf` their schemas. */
export interface EmittedEventModel {
  readonly event: string;
  readonly description?: string;
  /** Of its payload; absent where it is emitted without one. */
  readonly schema?: JsonSchema;
  /** The class, or the methods, that declare it. */
  readonly by: readonly string[];
}
