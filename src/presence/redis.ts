import { randomUUID } from 'node:crypto';
import { expectOptions } from '../contract/known-options';
import type { PresenceNews, PresenceStore } from '../contract/presence';
import { scriptsIn } from '../redis/scripts';
import { REPORT_SCRIPT } from './redis-script';

const DEFAULT_LEASE_MS = 10_000;
/** Four reports are sent in a lease, and Redis has to answer some of them. */
const MIN_LEASE_MS = 200;

/** A client of Redis, of `ioredis` or of `redis`: the part of it that is used. A cluster of Redis is one, too. */
export interface PresenceRedis {
  eval(script: string, ...args: never[]): Promise<unknown>;
}

export interface RedisPresenceOptions {
  /** The beginning of all keys. @default 'gateways:presence' */
  keyPrefix?: string;
  /**
   * A node has gone when it has reported nothing for so long, in milliseconds: its users go offline then. It reports four
   * times as often. @default 10000
   */
  leaseMs?: number;
}

const OPTIONS = Object.keys({ keyPrefix: true, leaseMs: true } satisfies Record<keyof RedisPresenceOptions, true>);

/**
 * Remembers in a Redis, version 6 or later, which users are on which nodes: the `presence` of `attachGateways`.
 *
 * ```ts
 * attachGateways(app, httpServer, container, { presence: redisPresence(redis), server: { adapter } });
 * ```
 *
 * @param client connected, and not subscribed to anything; it stays the caller's
 * @throws RangeError where `leaseMs` is less than 200 milliseconds
 * @throws TypeError where the client has no `eval`, or an option has no such name
 */
export function redisPresence(client: PresenceRedis, options: RedisPresenceOptions = {}): PresenceStore {
  expectOptions('redisPresence', options, OPTIONS);
  const { keyPrefix = 'gateways:presence', leaseMs = DEFAULT_LEASE_MS } = options;
  if (!(Number.isInteger(leaseMs) && leaseMs >= MIN_LEASE_MS)) {
    throw new RangeError(`redisPresence: leaseMs is ${leaseMs}; expected whole milliseconds, from ${MIN_LEASE_MS}`);
  }
  const apply = scriptsIn(client, 'redisPresence')(REPORT_SCRIPT);
  return {
    leaseMs,
    async report({ path, number, ...report }) {
      // In a cluster of Redis, keys with the same text in braces are on one server.
      const key = `{${keyPrefix}:${path}}`;
      const values = { ...report, number: String(number), leaseMs, newGeneration: randomUUID() };
      return newsIn(await apply(key, [JSON.stringify(values)]));
    },
  };
}

/** Lua knows no lists that are empty: they come as `{}`. */
function newsIn(answer: unknown): PresenceNews {
  const { online, offline, held, ...news } = JSON.parse(String(answer)) as PresenceNews; // the script has written it
  return { ...news, online: listIn(online), offline: listIn(offline), held: listIn(held) };
}

function listIn(value: readonly string[] | object | undefined): readonly string[] {
  return Array.isArray(value) ? (value as readonly string[]) : [];
}
