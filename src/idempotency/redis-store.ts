import { expectOptions } from '../contract/known-options';
import { type RunScript, scriptsIn } from '../redis/scripts';
import type { IdempotencyStore } from './store';

/** The part that is used of a client, or a cluster, of the package `ioredis`. */
export interface IoredisClient {
  eval(script: string, keys: number, ...args: string[]): Promise<unknown>;
  defineCommand: unknown;
}

/** The part that is used of a client, or a cluster, of the package `redis`. */
export interface NodeRedisClient {
  eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
}

export interface RedisIdempotencyStoreOptions {
  /** Begins all keys: applications that share a Redis have one each. @default 'gateways:idempotent:' */
  prefix?: string;
}

const PUT_IF_ABSENT = `
if redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then return false end
return redis.call('GET', KEYS[1])`;

const REPLACE = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1`;

const REMOVE = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])`;

/**
 * Keeps answers in Redis, for all servers that clients may come back to. It takes a connected client of either library; the
 * client stays the application's. Redis must not evict these keys (`maxmemory-policy noeviction` or a `volatile-` one with
 * room enough): an answer that is gone is a request that runs again.
 *
 * ```ts
 * @Idempotent({ store: (container) => container.get(RedisIdempotencyStore) })
 * ```
 *
 * @see https://redis.io/docs/latest/commands/set/
 */
export class RedisIdempotencyStore implements IdempotencyStore {
  readonly #prefix: string;
  readonly #putIfAbsent: RunScript;
  readonly #replace: RunScript;
  readonly #remove: RunScript;

  /** @throws TypeError where the client has no `eval`, or an option has no such name */
  constructor(client: IoredisClient | NodeRedisClient, options: RedisIdempotencyStoreOptions = {}) {
    expectOptions('RedisIdempotencyStore', options, ['prefix' satisfies keyof RedisIdempotencyStoreOptions]);
    const { prefix = 'gateways:idempotent:' } = options;
    const script = scriptsIn(client, 'RedisIdempotencyStore');
    this.#prefix = prefix;
    this.#putIfAbsent = script(PUT_IF_ABSENT);
    this.#replace = script(REPLACE);
    this.#remove = script(REMOVE);
  }

  async putIfAbsent(key: string, value: string, ttlMs: number): Promise<string | undefined> {
    const there = await this.#putIfAbsent(this.#prefix + key, [value, wholeMs(ttlMs)]);
    return typeof there === 'string' ? there : undefined;
  }

  async replace(key: string, expected: string, value: string, ttlMs: number): Promise<boolean> {
    return Number(await this.#replace(this.#prefix + key, [expected, value, wholeMs(ttlMs)])) === 1;
  }

  async remove(key: string, expected: string): Promise<boolean> {
    return Number(await this.#remove(this.#prefix + key, [expected])) === 1;
  }
}

function wholeMs(ms: number): string {
  return String(Math.max(1, Math.ceil(ms)));
}
