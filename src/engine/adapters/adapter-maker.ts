import type { Namespace } from 'socket.io';
import type { Log } from '../../log/log';
import { separatePaths } from './cluster-path';
import { makeRoom } from './listener-room';
import { listensWith, subscribed } from './subscribed';
import {
  type Adapter,
  type AdapterFactory,
  clientsOf,
  onPublished,
  type RedisClient,
  streamsClientBehind,
  subscriberOf,
  unlisten,
} from '../internals/adapters';

/**
 * Makes the adapters of a server as the given factory does, and ends with each what it has begun. socket.io's own leaves
 * its timer behind when it is closed, that of Node's clusters its listener at the process, and those of Redis streams and
 * of Postgres their subscriptions: with patterns there is one for each name that a client has ever asked for.
 */
export class AdapterMaker {
  readonly #factory: AdapterFactory;
  readonly #path: string;
  readonly #logger: Log;
  /** Of the adapters of Redis streams; known once the first was made, that of the namespace `/`. */
  #redis: Promise<RedisClient> | undefined;
  #isFirst = true;
  /** What is published does not get to Redis. */
  #isCut = false;

  /** @param path of the server */
  constructor(factory: AdapterFactory, path: string, logger: Log) {
    this.#factory = factory;
    this.#path = path;
    this.#logger = logger;
  }

  /** The adapter may be closed more than once; closing it never rejects. */
  make(namespace: Namespace): Adapter {
    const subscriptions = this.#redis && new Subscriptions(this.#redis);
    const listeners = process.listeners('message');
    const { adapter, intervals } = watchingIntervals(() => this.#construct(namespace, subscriptions));
    const others = process.listeners('message').filter((listener) => !listeners.includes(listener));
    const added = separatePaths(adapter, this.#path, others as ((message: unknown) => void)[]); // they take no handle
    const rooms = [...clientsOf(adapter), ...added.map(() => process)].map(makeRoom);
    void this.#redis?.then((client) => rooms.push(makeRoom(client))).catch(ignoreLostClient);
    listensWith(adapter, this.#redis ?? subscriberOf(adapter));
    onPublished(adapter, this.#onPublished); // from now on it has other clients
    const close = adapter.close.bind(adapter);
    const end = async (): Promise<void> => {
      // It ends its client, and what that has not answered by then would be an unhandled rejection.
      if (this.#redis) await subscribed(adapter);
      try {
        await close();
      } catch (error) {
        this.#logger.error(`Closing the adapter of ${namespace.name} failed`, { err: error });
      }
      for (const interval of intervals) clearInterval(interval);
      for (const listener of added) process.off('message', listener);
      unlisten(adapter, namespace.name);
      subscriptions?.end();
      await subscribed(adapter); // and unsubscribed by then
      for (const takeBack of rooms.splice(0)) takeBack();
    };
    let ended: Promise<void> | undefined;
    adapter.close = () => (ended ??= end());
    return adapter;
  }

  /** Once for each time that the connection is lost. */
  readonly #onPublished = (error?: unknown): void => {
    if (error && !this.#isCut) {
      const what = `What is emitted on the path ${this.#path} does not reach the other servers`;
      this.#logger.error(`${what}: its adapter cannot publish it`, { err: error });
    }
    this.#isCut = Boolean(error);
  };

  #construct(namespace: Namespace, subscriptions: Subscriptions | undefined): Adapter {
    const construct = (): Adapter => Reflect.construct(this.#factory, [namespace]) as Adapter;
    if (this.#isFirst) {
      this.#isFirst = false;
      const { adapter, client } = streamsClientBehind(construct);
      this.#redis = client;
      return adapter;
    }
    subscriptions?.begin();
    try {
      return construct();
    } finally {
      subscriptions?.complete();
    }
  }
}

/** Makes an adapter, and gives the intervals that it has started: where it keeps them is its own business. */
function watchingIntervals(make: () => Adapter): {
  readonly adapter: Adapter;
  readonly intervals: readonly NodeJS.Timeout[];
} {
  const intervals: NodeJS.Timeout[] = [];
  const { setInterval } = globalThis;
  const watched = (...args: Parameters<typeof setInterval>): NodeJS.Timeout => {
    const interval = setInterval(...args);
    intervals.push(interval);
    return interval;
  };
  globalThis.setInterval = Object.assign(watched, setInterval);
  try {
    return { adapter: make(), intervals };
  } finally {
    globalThis.setInterval = setInterval;
  }
}

/** The methods of a client of Redis that subscribe, and those that end it; listeners are part of it with `ioredis`. */
const opposites = {
  subscribe: 'unsubscribe',
  ssubscribe: 'sunsubscribe',
  sSubscribe: 'sUnsubscribe',
  on: 'off',
} as const;

/**
 * What one adapter of Redis streams subscribes to. It does so when the promise of its client has settled: whoever waits
 * for the same promise right before it and right after it sees its calls, and no others.
 */
class Subscriptions {
  readonly #client: Promise<RedisClient>;
  readonly #calls: (readonly [end: string, args: unknown[]])[] = [];
  #takeBack: (() => void) | undefined;
  #completed: Promise<unknown> | undefined;

  constructor(client: Promise<RedisClient>) {
    this.#client = client;
  }

  /** Call it before the adapter is made. */
  begin(): void {
    this.#client.then((client) => this.#watch(client)).catch(ignoreLostClient);
  }

  /** Call it when the adapter was made. */
  complete(): void {
    this.#completed = this.#client.then(() => this.#takeBack?.()).catch(ignoreLostClient);
  }

  end(): void {
    Promise.all([this.#client, this.#completed])
      .then(([client]) => Promise.all(this.#calls.splice(0).map(([end, args]) => client[end]?.(...args))))
      .catch(ignoreLostClient);
  }

  #watch(client: RedisClient): void {
    const names = Object.entries(opposites).filter(([name]) => typeof client[name] === 'function');
    const owned = names.map(([name]) => [name, Object.getOwnPropertyDescriptor(client, name)] as const);
    for (const [name, end] of names) {
      const method = client[name];
      client[name] = (...args) => {
        if (name !== 'on' || isForMessages(args[0])) this.#calls.push([end, args]);
        return method?.apply(client, args);
      };
    }
    this.#takeBack = () => {
      for (const [name, descriptor] of owned) {
        if (descriptor) Object.defineProperty(client, name, descriptor);
        else Reflect.deleteProperty(client, name);
      }
    };
  }
}

/** A client also listens to itself. */
function isForMessages(event: unknown): boolean {
  return /message/i.test(String(event));
}

function ignoreLostClient(): void {
  // Redis is gone, and its subscriptions with it.
}
