import type { ServerOptions } from 'socket.io';
import type { Enhancers } from '../enhancers';
import type { Newable } from '../container';
import type { Hook } from '../contract/hooks';
import type { Limits } from '../contract/limits';
import type { DescribeOptions } from '../decorators/contract';
import type { ParameterRecord } from '../decorators/metadata';
import type { ValidationOptions } from 'joi';
import type { AttachOptions, HandshakeSchemas } from '../options';
import type { OutgoingCheck } from '../validation/outgoing';
import type { Parse } from '../validation/parse';
import type { Schema } from '../validation/schema';

/** Everything that was attached, compiled once and frozen. */
export interface GatewayRegistry {
  readonly gateways: readonly GatewayDefinition[];
  /** The guards, interceptors and filters of all gateways. */
  readonly enhancers: Enhancers;
  readonly servers: readonly ServerDefinition[];
  /** The options of `attachGateways` that a client meets. */
  readonly options: RegistryOptions;
  /** Joi's preferences for every schema. */
  readonly validation: Readonly<ValidationOptions>;
}

export interface RegistryOptions extends Readonly<
  Required<Pick<AttachOptions, 'acks' | 'errorEvent' | 'unknownEvents'>>
> {
  readonly limits: Readonly<Limits>;
}

/** One path: one engine, one socket.io server. */
export interface ServerDefinition {
  readonly path: string;
  readonly options: Partial<ServerOptions>;
  readonly namespaces: readonly NamespaceDefinition[];
}

/** One namespace of a path, with its gateways. */
export interface NamespaceDefinition {
  /** As it was written. */
  readonly name: string | RegExp;
  /** The names that it matches, where it is a pattern or a RegExp; its named groups are the parameters. */
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
  /** The schemas of what a client brings, in order: query and headers may hold more than they name. */
  readonly handshake: readonly HandshakePartDefinition[];
  /** Around all of its handlers; its guards also decide who may connect. */
  readonly enhancers: Enhancers;
  readonly handlers: readonly HandlerDefinition[];
  /** What it says it emits, by itself and by each of its methods; an event may be there more than once. */
  readonly emits: readonly EmittedEventDefinition[];
  readonly description: Readonly<DescribeOptions>;
}

/** An event that the server emits to clients, as `@Emits` declares it. */
export interface EmittedEventDefinition {
  readonly event: string;
  /** The class that declares it, or the method: `EventGateway.echo`. */
  readonly by: string;
  readonly description: string | undefined;
  /** Absent where it is emitted without a payload. */
  readonly schema?: Schema;
  readonly check?: OutgoingCheck;
}

/** What a method answers, as `@Returns` declares it. */
export interface ReturnsDefinition {
  readonly schema: Schema;
  readonly check: OutgoingCheck;
}

/** A part of the handshake that has a schema. */
export interface HandshakePartDefinition {
  readonly part: keyof HandshakeSchemas;
  readonly schema: Schema;
  readonly parse: Parse;
}

/** A decorated parameter, with its schema compiled where it has one. */
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
  /** Around this method, inside those of its gateway. */
  readonly enhancers: Enhancers;
  readonly returns: ReturnsDefinition | undefined;
  readonly description: Readonly<DescribeOptions>;
}
