import type { Server as HttpServer } from 'node:http';
import type { Server } from 'socket.io';

/** What a node is started with, as JSON in its first argument. */
export interface NodeScenario {
  /** Who serves: gateways of this library, or socket.io by hand. */
  readonly server: ServerName;
  readonly adapter: AdapterName;
  /** Of the Redis as this node reaches it, on the loopback. */
  readonly redisPort: number;
  /** How clients and records call it. */
  readonly node: string;
  /** The file that it appends the ids of the requests to that it does. */
  readonly record: string;
}

export const serverNames = ['library', 'hand-written'] as const;
export type ServerName = (typeof serverNames)[number];

export const adapterNames = [
  'redis',
  'redis-node-redis',
  'sharded-redis',
  'sharded-node-redis',
  'redis-streams',
  'streams-node-redis',
  'cluster',
] as const;
/** An adapter of socket.io; on ioredis, where the name does not say node-redis. */
export type AdapterName = (typeof adapterNames)[number];

/** What a client asks for: to tell a room. */
export interface Say {
  /** No other request has it. */
  readonly id: number;
  readonly room: string;
}

/** What everybody in the room is told. */
export interface Said extends Say {
  /** The node that was asked. */
  readonly node: string;
}

/** How long a request takes, in milliseconds, after it was done and told: so some always run. */
export const WORK_MS = 20;

/** Clients notice a node that is silent after the sum of these, in milliseconds: sooner than by default, for a shorter run. */
export const heartbeat = { pingInterval: 8_000, pingTimeout: 4_000 };

/** How long a lost client may come back, in milliseconds. */
export const recovery = { maxDisconnectionDuration: 60_000, skipMiddlewares: false };

/** What a server gives to the process that it runs in. */
export interface Served {
  readonly httpServer: HttpServer;
  readonly io: Server;
  /** As the guide has it. Resolves when nothing is left of it but clients of Redis. */
  close(timeoutMs: number): Promise<void>;
}
