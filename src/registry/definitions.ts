import type { ServerOptions } from 'socket.io';
import type { Around } from '../around';
import type { Newable } from '../container';
import type { Hook, ParameterRecord } from '../metadata';
import type { HandshakeSchemas } from '../options';
import type { Parse } from '../validation/parse';

/** Everything that was attached, compiled once and frozen. */
export interface GatewayRegistry {
  readonly gateways: readonly GatewayDefinition[];
  /** Around the handlers of all gateways. */
  readonly enhancers: Around;
  readonly servers: readonly ServerDefinition[];
}

/** One path: one engine, one socket.io server. */
export interface ServerDefinition {
  readonly path: string;
  readonly options: Partial<ServerOptions>;
  readonly namespaces: readonly NamespaceDefinition[];
}

/** One namespace of a path and what its gateways handle. */
export interface NamespaceDefinition {
  /** As it was written. */
  readonly name: string | RegExp;
  /** What it matches, where it is a pattern or a RegExp; its named groups are the parameters. */
  readonly pattern: RegExp | undefined;
  readonly gateways: readonly GatewayDefinition[];
  readonly maxPendingEvents: number;
}

export interface GatewayDefinition {
  readonly gateway: Newable;
  readonly name: string;
  readonly path: string;
  readonly namespace: string | RegExp;
  readonly ordering: 'parallel' | 'serial';
  readonly handshake: HandshakeSchemas;
  /** Around all of its handlers; its guards hold the door at connect, too. */
  readonly enhancers: Around;
  readonly handlers: readonly HandlerDefinition[];
}

/** A decorated parameter, and what its schema was compiled to, where it has one. */
export interface ParameterDefinition extends ParameterRecord {
  readonly parse: Parse | undefined;
}

/** One method of a gateway that handles events or lifecycle hooks. */
export interface HandlerDefinition {
  readonly gateway: Newable;
  readonly method: string | symbol;
  /** `EventGateway.echo`, for logs and errors. */
  readonly label: string;
  readonly events: readonly string[];
  readonly hooks: readonly Hook[];
  /** Events from other servers. */
  readonly serverEvents: readonly string[];
  /** By index; a method without any gets the raw arguments. */
  readonly parameters: readonly ParameterDefinition[];
  /** Around this method, within what is around its gateway. */
  readonly enhancers: Around;
}
