import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { createClient } from 'redis';
import { MissingHere } from './left-out';
import { until } from './until';

type NodeRedis = ReturnType<typeof newNodeRedis>;
/** A client of either library. */
export type AnyRedis = Redis | NodeRedis;

/** A Redis of the specs' own: Debian's `redis-server` on a Unix socket, with nothing kept on disk. */
export class TestRedis {
  readonly #clients: { ping(): Promise<unknown>; disconnect(): unknown }[] = [];

  private constructor(
    private readonly folder: string,
    private server: ChildProcess,
  ) {}

  /** @throws Error where `redis-server` is not installed or does not start: specs that need it must not pass without */
  static async start(): Promise<TestRedis> {
    const folder = await mkdtemp(join(tmpdir(), 'gateways-redis-'));
    const redis = new TestRedis(folder, startServer(folder));
    try {
      await ready(redis.server);
    } catch (error) {
      await redis.stop();
      throw error;
    }
    return redis;
  }

  /** Where it listens. */
  get socket(): string {
    return socketIn(this.folder);
  }

  /** A connected client; closed with the server. */
  async connect(): Promise<Redis> {
    const client = new Redis(socketIn(this.folder), { lazyConnect: true, retryStrategy: () => null });
    client.on('error', () => undefined); // commands fail, and so does the spec: there is nobody else to tell
    this.#clients.push(client);
    await client.connect();
    return client;
  }

  /** A connected client as the guide has it, which waits for a server that is away; closed with the server. */
  async connectForGood(): Promise<Redis> {
    const client = new Redis(socketIn(this.folder), { lazyConnect: true, maxRetriesPerRequest: null });
    client.on('error', () => undefined);
    this.#clients.push(client);
    await client.connect();
    return client;
  }

  /** A connected client of the package `redis`; closed with the server. */
  async connectNodeRedis(): Promise<NodeRedis> {
    const client = newNodeRedis(socketIn(this.folder));
    client.on('error', () => undefined);
    this.#clients.push({ ping: () => client.ping('-'), disconnect: () => client.isOpen && client.destroy() });
    await client.connect();
    return client;
  }

  /** Resolves when the clients that adapters have made of those here are gone, and these have an answer to everything. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#clients.map((client) => client.ping()));
    const observer = await this.connect();
    const own = this.#clients.length;
    await until(
      async () =>
        String(await observer.client('LIST'))
          .trim()
          .split('\n').length <= own,
      'clients are gone',
    );
  }

  /** Ends the server, and resolves when it has ended; its clients stay, to find it gone. */
  async end(): Promise<void> {
    const { server } = this;
    if (server.pid === undefined || server.exitCode !== null || server.signalCode !== null) return;
    const ended = new Promise((resolve) => server.once('exit', resolve));
    server.kill('SIGKILL'); // there is nothing that it would have to save
    await ended;
  }

  /** Starts another server in its place, after {@link end}: it is empty. */
  async startAgain(): Promise<void> {
    this.server = startServer(this.folder);
    await ready(this.server);
  }

  async stop(): Promise<void> {
    for (const client of this.#clients) client.disconnect();
    await this.end();
    await rm(this.folder, { recursive: true, force: true });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }
}

function newNodeRedis(path: string) {
  return createClient({ socket: { path, reconnectStrategy: false } });
}

function startServer(folder: string): ChildProcess {
  const options = ['--port', '0', '--unixsocket', socketIn(folder), '--save', '', '--dir', folder];
  const server = spawn('redis-server', options, { stdio: ['ignore', 'pipe', 'pipe'] });
  const endWithSpecs = (): void => void server.kill('SIGKILL');
  process.once('exit', endWithSpecs); // where a spec's time is over, nobody else would
  for (const end of ['exit', 'error']) server.once(end, () => process.off('exit', endWithSpecs));
  return server;
}

function socketIn(folder: string): string {
  return join(folder, 'redis.sock');
}

/** Resolves when the server says that it takes connections. */
function ready(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = '';
    const read = (chunk: Buffer): void => {
      output += String(chunk);
      if (output.includes('eady to accept connections')) resolve(); // 'Ready' since version 7
    };
    server.stdout?.on('data', read);
    server.stderr?.on('data', read);
    server.once('error', (cause: NodeJS.ErrnoException) => {
      if (cause.code === 'ENOENT') {
        reject(new MissingHere('specs with Redis: redis-server, version 6 or later, is not installed', { cause }));
        return;
      }
      reject(cause);
    });
    server.once('exit', (code) => reject(new Error(`redis-server has ended with ${code}:\n${output}`)));
  });
}
