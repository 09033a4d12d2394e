import { randomUUID } from 'node:crypto';
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

/** Each script gives the name of its call back, which is the last argument, and what it has found. */
const PUT_IF_ABSENT = `
if redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then return { ARGV[3], false } end
return { ARGV[3], redis.call('GET', KEYS[1]) }`;

const REPLACE = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return { ARGV[4], 0 } end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return { ARGV[4], 1 }`;

const REMOVE = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return { ARGV[2], 0 } end
return { ARGV[2], redis.call('DEL', KEYS[1]) }`;

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
  readonly #eval: (script: string, key: string, args: string[]) => Promise<unknown>;
  readonly #prefix: string;
  readonly #name = randomUUID();
  #calls = 0;

  /** @throws TypeError where the client has no `eval` */
  constructor(
    client: IoredisClient | NodeRedisClient,
    { prefix = 'gateways:idempotent:' }: RedisIdempotencyStoreOptions = {},
  ) {
    if (typeof (client as Partial<NodeRedisClient> | undefined)?.eval !== 'function') {
      throw new TypeError('RedisIdempotencyStore has no client; expected one of ioredis or redis');
    }
    this.#prefix = prefix;
    this.#eval =
      'defineCommand' in client
        ? (script, key, args) => client.eval(script, 1, key, ...args)
        : (script, key, args) => client.eval(script, { keys: [key], arguments: args });
  }

  async putIfAbsent(key: string, value: string, ttlMs: number): Promise<string | undefined> {
    const there = await this.#run(PUT_IF_ABSENT, key, [value, wholeMs(ttlMs)]);
    return typeof there === 'string' ? there : undefined;
  }

  async replace(key: string, expected: string, value: string, ttlMs: number): Promise<boolean> {
    return Number(await this.#run(REPLACE, key, [expected, value, wholeMs(ttlMs)])) === 1;
  }

  async remove(key: string, expected: string): Promise<boolean> {
    return Number(await this.#run(REMOVE, key, [expected])) === 1;
  }

  /**
   * A client that has lost its connection may take what the next one brings for the answers to commands that were never
   * sent. The package `redis` 5.12 was seen to do so: without the name, one client would get the answer of another.
   *
   * @throws Error where that has happened
   */
  async #run(script: string, key: string, args: readonly string[]): Promise<unknown> {
    const call = `${this.#name} ${(this.#calls += 1)}`;
    const reply = await this.#eval(script, this.#prefix + key, [...args, call]);
    if (!Array.isArray(reply) || reply[0] !== call) {
      throw new Error(
        'The client of RedisIdempotencyStore gave the answer of another command; expected one whose answers are in order: connect it anew',
      );
    }
    return reply[1] as unknown;
  }
}

function wholeMs(ms: number): string {
  return String(Math.max(1, Math.ceil(ms)));
}
