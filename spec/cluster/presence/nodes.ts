import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createAdapter } from '@socket.io/redis-adapter';
import { io, type Socket } from 'socket.io-client';
import { type GatewayHost, type PresenceStore, redisPresence } from '../../../src';
import type { Newable } from '../../../src/container';
import { TestApplication } from '../../support/application';
import { RecordingLogger } from '../../support/recording-logger';
import { TestRedis } from '../../support/redis';
import { until } from '../../support/until';
import { hallGateway } from './hall.gateway';

export interface PresenceTimes {
  readonly leaseMs: number;
  readonly graceMs: number;
  readonly library?: 'ioredis' | 'node-redis';
}

/** What all nodes were told, in order, and which of them. */
export class Story {
  readonly lines: { readonly node: string; readonly line: string }[] = [];

  of(user: string): string {
    return this.lines.flatMap(({ line }) => (line.endsWith(` ${user}`) ? [line.split(' ')[0]] : [])).join(', ');
  }

  /** The node that was told of a user last. */
  by(user: string): string | undefined {
    return this.lines.findLast(({ line }) => line.endsWith(` ${user}`))?.node;
  }

  /** Waits until this is told of a user, and requires that nothing else is. */
  async told(user: string, events: string): Promise<void> {
    await until(() => this.of(user).length >= events.length, `${user} is ${events}; it is ${this.of(user)}`);
    if (this.of(user) !== events) throw new Error(`${user} is ${this.of(user)}, and not ${events}`);
  }
}

/** A node of this process. */
export interface PresenceNode {
  readonly host: GatewayHost;
  readonly gateway: Newable;
  readonly logger: RecordingLogger;
  come(user: string): Promise<Socket>;
  close(): Promise<void>;
}

/** Nodes that are joined by a Redis. */
export class PresenceCluster {
  readonly story = new Story();
  readonly #applications: TestApplication[] = [];
  readonly #processes: ProcessNode[] = [];

  private constructor(
    readonly redis: TestRedis,
    readonly times: PresenceTimes,
  ) {}

  static async run(times: PresenceTimes, body: (cluster: PresenceCluster) => Promise<void>): Promise<void> {
    await using redis = await TestRedis.start();
    const cluster = new PresenceCluster(redis, times);
    try {
      await body(cluster);
    } finally {
      for (const each of cluster.#processes) each.end();
      for (const each of cluster.#applications) await each.close();
      await redis.settled().catch(() => undefined); // a spec may have ended it
    }
  }

  /** Starts a node here. @param store stands in front of the one in Redis */
  async start(name: string, store = (inRedis: PresenceStore): PresenceStore => inRedis): Promise<PresenceNode> {
    const { redis, times, story } = this;
    const [publisher, subscriber] = [await redis.connectForGood(), await redis.connectForGood()];
    const client = times.library === 'node-redis' ? await redis.connectNodeRedis() : publisher;
    const application = new TestApplication();
    const gateway = hallGateway((line) => story.lines.push({ node: name, line }));
    const logger = new RecordingLogger();
    const host = application.attach({
      gateways: [gateway],
      logger,
      presence: store(redisPresence(client, { leaseMs: times.leaseMs })),
      server: {
        adapter: createAdapter(publisher, subscriber, { key: 'live', requestsTimeout: 1_000 }),
        connectionStateRecovery: { maxDisconnectionDuration: times.graceMs },
      },
    });
    this.#applications.push(application);
    await application.listen();
    const come = (user: string): Promise<Socket> =>
      application.connect('/live', { namespace: '/hall', auth: { user } });
    return { host, gateway, logger, come, close: () => host.close() };
  }

  /** Starts a node in a process of its own. */
  async fork(name: string): Promise<ProcessNode> {
    const node = await ProcessNode.start(this.redis, this.times, (line) => this.story.lines.push({ node: name, line }));
    this.#processes.push(node);
    return node;
  }
}

/** A node that can be stopped and killed. */
export class ProcessNode {
  readonly #process: ChildProcess;
  readonly #port: number;
  readonly #clients: Socket[] = [];

  private constructor(child: ChildProcess, port: number) {
    this.#process = child;
    this.#port = port;
  }

  static async start(
    redis: TestRedis,
    { leaseMs, graceMs }: PresenceTimes,
    tell: (line: string) => void,
  ): Promise<ProcessNode> {
    const execArgv = ['--require', require.resolve('@swc-node/register')];
    const child = fork(join(__dirname, 'worker.ts'), [redis.socket, String(leaseMs), String(graceMs)], { execArgv });
    const [{ port }] = (await once(child, 'message')) as [AddressInfo];
    child.on('message', (message) => tell((message as { told: string }).told));
    return new ProcessNode(child, port);
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

  signal(signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void {
    this.#process.kill(signal);
  }

  end(): void {
    for (const client of this.#clients) client.disconnect();
    this.signal('SIGKILL');
  }
}
