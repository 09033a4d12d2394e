import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { io, type Socket } from 'socket.io-client';
import type { UserCount } from '../../../src';
import { TestRedis } from '../../support/redis';
import { until } from '../../support/until';

export interface PresenceTimes {
  readonly leaseMs: number;
  readonly graceMs: number;
}

/** A node of the cluster, in a process of its own. */
export class PresenceNode {
  readonly #process: ChildProcess;
  readonly #clients: Socket[] = [];
  #port = 0;
  /** What it was told, in order. */
  readonly story: string[] = [];

  private constructor(child: ChildProcess) {
    this.#process = child;
  }

  static async start(redis: TestRedis, { leaseMs, graceMs }: PresenceTimes, all: string[]): Promise<PresenceNode> {
    const args = [redis.socket, String(leaseMs), String(graceMs)];
    const execArgv = ['--require', require.resolve('@swc-node/register')];
    const child = fork(join(__dirname, 'worker.ts'), args, { execArgv });
    const node = new PresenceNode(child);
    child.on('message', (message) => {
      const { told } = message as { told?: string };
      if (told === undefined) return;
      node.story.push(told);
      all.push(told);
    });
    const [{ port }] = (await once(child, 'message')) as [AddressInfo];
    node.#port = port;
    return node;
  }

  async come(user: string): Promise<Socket> {
    const client = io(`http://127.0.0.1:${this.#port}/hall`, {
      path: '/live',
      auth: { user },
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
    });
    this.#clients.push(client);
    await new Promise<void>((resolve, reject) => void client.once('connect', resolve).once('connect_error', reject));
    return client;
  }

  /** Asks it how many users there are. */
  async users(): Promise<UserCount> {
    const answered = this.#answer<UserCount>('counted');
    this.#process.send('users');
    return answered;
  }

  async close(): Promise<void> {
    const answered = this.#answer<boolean>('closed');
    this.#process.send('close');
    await answered;
  }

  signal(signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void {
    this.#process.kill(signal);
  }

  end(): void {
    for (const client of this.#clients) client.disconnect();
    this.signal('SIGKILL');
  }

  #answer<Answer>(name: string): Promise<Answer> {
    return new Promise((resolve) => {
      const listener = (message: unknown): void => {
        const answer = (message as Record<string, Answer | undefined>)[name];
        if (answer === undefined) return;
        this.#process.off('message', listener);
        resolve(answer);
      };
      this.#process.on('message', listener);
    });
  }
}

export interface PresenceCluster {
  readonly nodes: readonly PresenceNode[];
  readonly redis: TestRedis;
  /** What all nodes were told, as they said so. */
  readonly story: readonly string[];
  /** Waits for what is told of a user, and for nothing else of it. */
  told(user: string, ...events: string[]): Promise<void>;
}

/** Starts nodes in processes of their own, joined by a Redis, and gives them to `body`. */
export async function runPresence(
  count: number,
  times: PresenceTimes,
  body: (cluster: PresenceCluster) => Promise<void>,
): Promise<void> {
  await using redis = await TestRedis.start();
  const story: string[] = [];
  const starting = Array.from({ length: count }, () => PresenceNode.start(redis, times, story));
  const nodes = await Promise.all(starting);
  const of = (user: string): string[] =>
    story.filter((line) => line.endsWith(` ${user}`)).map((line) => line.split(' ')[0] ?? '');
  try {
    await body({
      nodes,
      redis,
      story,
      told: async (user, ...events) => {
        await until(() => of(user).length >= events.length, `${user} is ${events.join(', ')}: ${story.join(', ')}`);
        if (of(user).join() !== events.join()) throw new Error(`${user} is ${of(user).join(', ')}`);
      },
    });
  } finally {
    for (const node of nodes) node.end();
  }
}
