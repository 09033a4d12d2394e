import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { endWithUs } from './ended-with-us';

const START_MS = 20_000;

/** What Redis holds for the nodes, in numbers. */
export interface RedisHeld {
  readonly redisClients: number;
  readonly channels: number;
  readonly patterns: number;
}

/** A `redis-server` of the bench's own, on a Unix socket, with nothing kept on disk. */
export class RedisServer {
  readonly socket: string;
  readonly #folder: string;
  #server: ChildProcess | undefined;

  constructor(folder: string) {
    this.#folder = folder;
    this.socket = join(folder, 'redis.sock');
  }

  /** @throws Error where it is not installed, or does not answer */
  async start(): Promise<void> {
    rmSync(this.socket, { force: true });
    const options = ['--port', '0', '--unixsocket', this.socket, '--save', '', '--dir', this.#folder];
    const server = spawn('redis-server', options, { stdio: 'ignore' });
    this.#server = server;
    endWithUs(server);
    let failure: Error | undefined;
    server.once('error', (error) => (failure = error));
    for (const end = Date.now() + START_MS; !existsSync(this.socket);) {
      if (failure) throw new Error('The bench needs redis-server (apt-get install redis-server)', { cause: failure });
      if (Date.now() > end || server.exitCode !== null) throw new Error('redis-server does not start');
      await pause(20);
    }
  }

  /** It takes connections, and answers nobody. */
  stopAnswering(): void {
    this.#server?.kill('SIGSTOP');
  }

  answerAgain(): void {
    this.#server?.kill('SIGCONT');
  }

  /** Ends it at once; resolves when it has ended. It can be started again, and is empty then. */
  async kill(): Promise<void> {
    const server = this.#server;
    if (!server || server.exitCode !== null || server.signalCode !== null || server.pid === undefined) return;
    const ended = new Promise((resolve) => server.once('exit', resolve));
    server.kill('SIGKILL');
    await ended;
  }

  async held(): Promise<RedisHeld> {
    const client = new Redis(this.socket, { maxRetriesPerRequest: 1 });
    client.on('error', () => undefined); // the command fails
    try {
      const lines = String(await client.client('LIST'))
        .trim()
        .split('\n');
      const channels = (await client.pubsub('CHANNELS')) as string[];
      const sharded = (await client.call('PUBSUB', 'SHARDCHANNELS')) as string[];
      return {
        redisClients: lines.length - 1,
        channels: channels.length + sharded.length,
        patterns: Number(await client.pubsub('NUMPAT')),
      };
    } finally {
      client.disconnect();
    }
  }
}
