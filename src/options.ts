import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';
import type { ValidationOptions } from 'joi';
import type { Server, ServerOptions } from 'socket.io';
import type { ExceptionFilterLike, GuardLike, InterceptorLike } from './enhancers';
import type { AuthProvider } from './contract/auth-provider';
import type { Limits } from './contract/limits';
import type { PresenceStore } from './contract/presence';
import type { GatewayContainer, Newable } from './container';
import type { Logger } from './logger';
import type { Schema } from './validation/schema';

/** The options of `@WebSocketGateway`: path and namespace of the gateway, and any option of socket.io's `Server` for its path. */
export interface GatewayOptions extends Partial<Omit<ServerOptions, 'path'>> {
  /** Gateways of one path share one socket.io server. @default '/socket.io' */
  path?: string;
  /**
   * A name, with or without the leading slash; a pattern, `/rooms/:roomId`; or a RegExp without the flags `g` and `y`,
   * whose named groups are parameters. @default '/'
   */
  namespace?: string | RegExp;
  /** The gateway's name in documents and logs. @default the class's name without `Gateway`, in lower case */
  name?: string;
  /** `'serial'`: one event of a client at a time, in order. @default 'parallel', as in socket.io */
  ordering?: 'parallel' | 'serial';
  /**
   * The number of events of one client that may wait, for its `@OnConnected` or, in serial order, for each other; the next is
   * refused with 1013. @default 100
   */
  maxPendingEvents?: number;
  /** Schemas of the handshake. A client that does not meet them is refused with 1007. Unknown headers and query pass. */
  handshake?: HandshakeSchemas;
}

export interface HandshakeSchemas {
  auth?: Schema;
  query?: Schema;
  headers?: Schema;
}

/** The options themselves, or a function of the container that returns them (from a configuration service, say). */
export type GatewayOptionsSource = GatewayOptions | ((container: GatewayContainer) => GatewayOptions);

/** The options of socket.io's `Server`, besides its path. */
type PathServerOptions = Partial<Omit<ServerOptions, 'path'>>;

export interface AttachOptions {
  /** Exactly these gateways; one that is not bound is bound to itself, as a singleton. @default all that are bound */
  gateways?: readonly Newable[];
  /**
   * A socket.io `Server` that the application made for this HTTP server, or several of different paths: gateways of its
   * path join it, beside the application's own handlers. Closing the host takes the gateways out and leaves it running.
   */
  io?: Server | readonly Server[];
  /**
   * socket.io's options for every path, or a function that gives those of one; a gateway's own win. An adapter of a
   * cluster belongs to one path: `(path) => ({ adapter: createAdapter(pub, sub, { key: `chat${path}` }) })`.
   * @see https://socket.io/docs/v4/server-options/
   */
  server?: PathServerOptions | ((path: string) => PathServerOptions);
  /**
   * The pages that may open a session, over polling and over WebSocket, by their origin: strings such as
   * `'https://example.org'`, RegExps that match the whole of it, `'*'` for every page; or a function, of which only
   * `true` lets a page in. Every other page is answered with 403. A client that sends no `Origin` is no browser, and
   * passes.
   * @default the pages that the option `cors` of the path allows, and those of the server's own host (which obeys the
   *   application's `trust proxy`)
   */
  allowedOrigins?:
    readonly (string | RegExp)[] | ((origin: string, request: IncomingMessage) => boolean | Promise<boolean>);
  /** Express handlers that run on every handshake request, in order; one may answer by itself and refuse so. */
  middleware?: readonly RequestHandler[];
  /** For every gateway, before and around its own: guards also at connect. */
  guards?: readonly GuardLike[];
  interceptors?: readonly InterceptorLike[];
  /** After the gateways' own. */
  filters?: readonly ExceptionFilterLike[];
  /**
   * An `AuthProvider` of inversify-express-utils, from the container; it is asked at every connect, and its principal is
   * `context.user`. One that is not bound is bound to itself, as a singleton.
   */
  authProvider?: Newable<AuthProvider>;
  /**
   * Says who the user of a client is, for `host.users` and `@OnUserOnline`: `undefined` of nobody in particular. It is not asked where
   * `context.user` is `undefined` or `null`.
   * @default `user.id`; of a user that is a text or a number itself; of a `Principal` its `details.id`
   */
  userKey?: (user: unknown) => string | undefined;
  /**
   * Remembers which users are on which nodes, for `@OnUserOnline` and `@OnUserOffline`: `redisPresence(client)` where
   * several nodes serve the gateways. @default memoryPresence()
   */
  presence?: PresenceStore;
  /** Joi's preferences for every schema. @default { abortEarly: false } @see https://joi.dev/api/#anyprefsoptions */
  validation?: ValidationOptions;
  /**
   * Do without Joi where a value is right as it is, as a check can tell that is made of the schema when attaching; for
   * everything else Joi is called. @default true
   */
  fastValidation?: boolean;
  /** `'value'`: `ack(value)` and `ack({ error })`; `'errorFirst'`: `ack(null, value)` and `ack(error)`. @default 'value' */
  acks?: 'value' | 'errorFirst';
  /**
   * `'always'`: every error is emitted as the `error` event, and answers the acknowledgement where one was asked for.
   * `'unacknowledged'`: no `error` event where the acknowledgement tells of it. @default 'always'
   */
  errorEvent?: 'always' | 'unacknowledged';
  /**
   * Look at what is sent as `@Emits` and `@Returns` declare it: `'log'` warns where it is not so, `'throw'` fails, which
   * a client is told as 1011. It is sent as it is: nothing is converted.
   * @default 'log'; 'off' where NODE_ENV is production
   */
  validateOutgoing?: 'off' | 'log' | 'throw';
  /** Send the message of unexpected errors to clients: for development. @default false */
  exposeErrors?: boolean;
  /**
   * `'reject'` answers an event that no method handles with 1003. `'ignore'` leaves it to listeners of your own; without
   * one its acknowledgement is never answered, as in socket.io. @default 'reject'
   */
  unknownEvents?: 'reject' | 'ignore';
  /**
   * Let the frames that go to one client within one tick leave in one system call; within one turn of the event loop,
   * where several clients are written to. Only for WebSockets of the `ws` package; others are as they were. @default true
   */
  coalesceWrites?: boolean;
  /** Bounds of what one client may send and keep waiting, each with a default. @see docs/limits.md */
  limits?: Partial<Limits>;
  /**
   * Where lines go. `console`, a logger of winston and one of pino fit as they are.
   * @default the `debug` package under `gateways:*`, errors to stderr
   */
  logger?: Logger;
  /**
   * Show payloads in the lines of events that are refused or fail, for finding a fault. Values of keys that sound like
   * secrets (`password`, `token`, `cookie`, …) are hidden, and those of the keys in `redact`. @default false
   */
  logPayloads?: boolean | { redact: readonly string[] };
}
