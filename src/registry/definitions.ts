import type { ServerOptions } from 'socket.io';
import type { Newable } from '../container';
import type { Hook, ParameterRecord } from '../metadata';

/** Everything that was attached, compiled once and frozen. */
export interface GatewayRegistry {
  readonly gateways: readonly GatewayDefinition[];
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
  readonly name: string | RegExp;
  readonly gateways: readonly GatewayDefinition[];
  readonly maxPendingEvents: number;
}

export interface GatewayDefinition {
  readonly gateway: Newable;
  readonly name: string;
  readonly path: string;
  readonly namespace: string | RegExp;
  readonly handlers: readonly HandlerDefinition[];
}

/** One method of a gateway that handles events or lifecycle hooks. */
export interface HandlerDefinition {
  readonly gateway: Newable;
  readonly method: string | symbol;
  /** `EventGateway.echo`, for logs and errors. */
  readonly label: string;
  readonly events: readonly string[];
  readonly hooks: readonly Hook[];
  /** By index; a method without any gets the raw arguments. */
  readonly parameters: readonly ParameterRecord[];
}
