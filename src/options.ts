import type { RequestHandler } from 'express';
import type { ValidationOptions } from 'joi';
import type { ServerOptions } from 'socket.io';
import type { GatewayContainer, Newable } from './container';
import type { Logger } from './logger';

/** What `@WebSocketGateway` takes: where the gateway listens, and any option of socket.io's `Server` for its path. */
export interface GatewayOptions extends Partial<Omit<ServerOptions, 'path'>> {
  /** Gateways of one path share one socket.io server. @default '/socket.io' */
  path?: string;
  /** A name, with or without the leading slash, or a RegExp without the flags `g` and `y`. @default '/' */
  namespace?: string | RegExp;
  /** What documents and logs call it. @default the class's name without `Gateway`, in lower case */
  name?: string;
  /** How many events of one client may wait for its `@OnConnected`; the next is refused with 1013. @default 100 */
  maxPendingEvents?: number;
}

/** The options themselves, or a function of the container that returns them (from a configuration service, say). */
export type GatewayOptionsSource = GatewayOptions | ((container: GatewayContainer) => GatewayOptions);

export interface AttachOptions {
  /** Exactly these gateways; one that is not bound is bound to itself, as a singleton. @default all that are bound */
  gateways?: readonly Newable[];
  /** socket.io's options for every path; a gateway's own win. @see https://socket.io/docs/v4/server-options/ */
  server?: Partial<Omit<ServerOptions, 'path'>>;
  /** Express handlers that run on every handshake request, in order; one may answer by itself and refuse so. */
  middleware?: readonly RequestHandler[];
  /** Joi's preferences for every schema. @default { abortEarly: false } @see https://joi.dev/api/#anyprefsoptions */
  validation?: ValidationOptions;
  /** `'value'`: `ack(value)` and `ack({ error })`; `'errorFirst'`: `ack(null, value)` and `ack(error)`. @default 'value' */
  acks?: 'value' | 'errorFirst';
  /** Send the message of unexpected errors to clients: for development. @default false */
  exposeErrors?: boolean;
  /** Whether an event that nothing handles is answered with 1003. @default 'reject' */
  unknownEvents?: 'reject' | 'ignore';
  /** @default the `debug` package under `gateways:*`, errors to stderr */
  logger?: Logger;
}
