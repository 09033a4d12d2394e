import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { NodeHeld } from '../servers/node';
import { type Doing, readRecord } from '../servers/record';
import type { AdapterName, ServerName } from '../servers/scenario';
import { Balancer } from './balancer';
import { NodeProcess } from './node-process';
import { Proxy } from './proxy';
import { type RedisHeld, RedisServer } from './redis-server';

const RESTART_MS = 500;

/** What all of it holds, in numbers; those of the nodes are summed up. */
export type Held = NodeHeld & RedisHeld;

interface Place {
  readonly name: string;
  readonly proxy: Proxy;
  readonly redisPort: number;
  node: NodeProcess | undefined;
  /** How it is to end, where it is to end now. */
  expects: number | string | undefined;
}

/** Nodes behind a balancer, each with a way of its own to one Redis. What ends is started again. */
export class Cluster {
  /** What ended though nobody had told it to, or otherwise than it was to. */
  readonly deaths: string[] = [];
  readonly redis: RedisServer;
  url = '';
  readonly #folder = mkdtempSync(join(tmpdir(), 'gateways-faults-'));
  readonly #balancer = new Balancer();
  readonly #places: Place[] = [];
  #isOver = false;

  static async start(server: ServerName, adapter: AdapterName, nodes: number): Promise<Cluster> {
    const cluster = new Cluster(server, adapter);
    try {
      await cluster.#start(nodes);
    } catch (error) {
      await cluster.stop();
      throw error;
    }
    return cluster;
  }

  private constructor(
    private readonly server: ServerName,
    private readonly adapter: AdapterName,
  ) {
    this.redis = new RedisServer(this.#folder);
  }

  async #start(nodes: number): Promise<void> {
    await this.redis.start();
    this.url = await this.#balancer.listen();
    for (let index = 0; index < nodes; index += 1) {
      const proxy = new Proxy(this.redis.socket);
      const redisPort = await proxy.listen();
      this.#places.push({ name: `node-${index + 1}`, proxy, redisPort, node: undefined, expects: undefined });
    }
    await Promise.all(this.#places.map((place) => this.#run(place)));
  }

  get size(): number {
    return this.#places.length;
  }

  get isWhole(): boolean {
    return this.#places.every(({ node }) => node?.isAlive);
  }

  /** @param index of a node @throws Error while it is started again */
  node(index: number): NodeProcess {
    const node = this.#places[index]?.node;
    if (!node) throw new Error(`There is no node ${index} now`);
    return node;
  }

  proxy(index: number): Proxy {
    const place = this.#places[index];
    if (!place) throw new Error(`There is no node ${index}`);
    return place.proxy;
  }

  nameOf(index: number): string {
    return this.#places[index]?.name ?? '';
  }

  /** Nothing listens where Redis was. */
  async killRedis(): Promise<void> {
    for (const { proxy } of this.#places) proxy.refuse();
    await this.redis.kill();
  }

  /** A new and empty one, where the last one was. */
  async startRedis(): Promise<void> {
    await this.redis.start();
    for (const { proxy, redisPort } of this.#places) await proxy.listen(redisPort);
  }

  /** Signals a node to end, and resolves when it has. @param expected its exit code, or the signal */
  async end(index: number, signal: NodeJS.Signals, expected: number | string): Promise<void> {
    const place = this.#places[index];
    if (!place?.node) throw new Error(`There is no node ${index} now`);
    place.expects = expected;
    place.node.signal(signal);
    await place.node.ended;
  }

  /** The requests that the nodes have done, each as often as they have. */
  done(): Doing[] {
    return this.#places.flatMap(({ name }) => readRecord(readFileSync(this.#recordOf(name), 'utf8')));
  }

  async held(): Promise<Held> {
    const nodes = await Promise.all(this.#places.map((_, index) => this.node(index).held()));
    const sum = (what: keyof NodeHeld): number => nodes.reduce((total, held) => total + held[what], 0);
    return {
      connections: sum('connections'),
      sockets: sum('sockets'),
      timers: sum('timers'),
      tcp: sum('tcp'),
      heap: sum('heap'),
      ...(await this.redis.held()),
    };
  }

  /** Ends everything that it has started. */
  async stop(): Promise<void> {
    this.#isOver = true;
    this.#balancer.close();
    for (const { node, proxy } of this.#places) {
      node?.signal('SIGKILL');
      proxy.close();
    }
    for (const { node } of this.#places) await node?.ended;
    await this.redis.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #recordOf(name: string): string {
    return join(this.#folder, `${name}.done`);
  }

  /** A method, as the compiler takes a field for what it was before an await. */
  #wasStopped(): boolean {
    return this.#isOver;
  }

  async #run(place: Place): Promise<void> {
    const { name, redisPort } = place;
    const { server, adapter } = this;
    const scenario = { server, adapter, redisPort, node: name, record: this.#recordOf(name) };
    const node = await NodeProcess.start(scenario);
    if (this.#wasStopped()) {
      node.signal('SIGKILL');
      return;
    }
    place.node = node;
    this.#balancer.add(node.port);
    void node.ended.then((end) => this.#onEnd(place, node, end));
  }

  async #onEnd(place: Place, node: NodeProcess, end: number | string): Promise<void> {
    this.#balancer.remove(node.port);
    place.node = undefined;
    if (this.#wasStopped()) return;
    if (end !== place.expects) this.deaths.push(`${place.name} ended with ${end}: ${node.lastWords}`);
    place.expects = undefined;
    for (let tries = 3; tries > 0 && !this.#wasStopped(); tries -= 1) {
      await pause(RESTART_MS);
      try {
        await this.#run(place);
        return;
      } catch (error) {
        if (!this.#wasStopped()) this.deaths.push(String(error));
      }
    }
  }
}
