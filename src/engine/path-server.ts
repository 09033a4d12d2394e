import type { Server as HttpServer } from 'node:http';
import type { Namespace, Server } from 'socket.io';
import type { NamespaceDefinition } from '../registry/definitions';
import type { PatternNamespaces } from './namespaces/pattern-namespaces';

/** The socket.io server of a path, whoever made it. */
export interface PathServer {
  readonly io: Server;
  readonly patterns: PatternNamespaces;
  /** The namespaces to wire. */
  namespaces(): readonly (readonly [NamespaceDefinition, Namespace])[];
  /** From now on requests of its path come to the gateways. */
  open(httpServer: HttpServer): void;
  /** How many sessions of a namespace wait here for their clients. */
  sessionsIn(namespace: Namespace): number;
  /** No request comes to them any more. */
  close(): Promise<void>;
}

/** Names come before patterns: socket.io would take a name for a pattern's child. */
export function inOrder(definitions: readonly NamespaceDefinition[]): readonly NamespaceDefinition[] {
  return definitions.toSorted((one, other) => Number(!!one.pattern) - Number(!!other.pattern));
}
