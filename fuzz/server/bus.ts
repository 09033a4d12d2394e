import { EventEmitter } from 'node:events';
import { violation } from './witness';

/** What passes between the nodes, and which of their connections listens to what. */
const connections = new Set<BusConnection>();

/**
 * A connection to a Redis that is none: as much of ioredis as `@socket.io/redis-adapter` uses. Messages arrive in a turn
 * of their own, as they would from a network; patterns match as in Redis.
 */
export class BusConnection extends EventEmitter {
  readonly #channels = new Set<string>();
  readonly #patterns = new Map<string, RegExp>();

  constructor() {
    super();
    this.setMaxListeners(0);
    connections.add(this);
  }

  get subscriptions(): number {
    return this.#channels.size + this.#patterns.size;
  }

  psubscribe(pattern: string): void {
    const namespace = /^socket\.io#(.*)#\*$/.exec(pattern)?.[1];
    if (namespace === undefined || /[^\w\-.~%/]/.test(namespace)) {
      violation('a name reached the adapter with characters that mean something there', pattern);
    }
    this.#patterns.set(pattern, globOf(pattern));
  }

  punsubscribe(pattern: string): void {
    this.#patterns.delete(pattern);
  }

  subscribe(channels: string | readonly string[]): void {
    for (const channel of [channels].flat()) this.#channels.add(channel);
  }

  unsubscribe(channels: string | readonly string[]): void {
    for (const channel of [channels].flat()) this.#channels.delete(channel);
  }

  publish(channel: string, message: string | Buffer): void {
    const bytes = Buffer.from(message as string); // both kinds fit; the overload takes one at a time
    setImmediate(() => {
      for (const connection of connections) connection.#deliver(channel, bytes);
    });
  }

  #deliver(channel: string, message: Buffer): void {
    const name = Buffer.from(channel);
    if (this.#channels.has(channel)) this.emit('messageBuffer', name, message);
    for (const [pattern, glob] of this.#patterns) {
      if (glob.test(channel)) this.emit('pmessageBuffer', Buffer.from(pattern), name, message);
    }
  }
}

export function busSubscriptions(): number {
  return [...connections].reduce((sum, { subscriptions }) => sum + subscriptions, 0);
}

/** Redis knows `*`, `?`, sets in brackets, and a backslash before what is meant as it is. */
function globOf(pattern: string): RegExp {
  const source = pattern.replaceAll(/\\.|\[[^\]]*\]|[\s\S]/g, (part) => {
    if (part === '*') return '[\\s\\S]*';
    if (part === '?') return '[\\s\\S]';
    if (part.length > 1 && part.startsWith('[')) return part.replaceAll('\\', '\\\\');
    return (part.at(-1) ?? '').replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&');
  });
  try {
    return new RegExp(`^${source}$`);
  } catch {
    return /^$/;
  }
}
