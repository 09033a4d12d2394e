/**
 * Compares what a broadcast costs a cluster of three nodes, of this library and of socket.io by hand: the CPU time of all
 * nodes, in turns. The result is the median of the ratios within the pairs of turns. Two processes of the same server may
 * differ for as long as they live, so the pairs are spread over several lives of both clusters.
 *
 *   npm run faults:cost                             with the adapter of Redis, and everybody in one room
 *   npm run faults:cost -- --adapter cluster        with another
 *   npm run faults:cost -- --at-once 20             twenty broadcasts at a time
 *   npm run faults:cost -- --server hand-written    by hand against itself: its distance from 1 is the noise
 */
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { WebSocket } from 'ws';
import { Cluster } from './cluster/cluster';
import { nameIn } from './options';
import { adapterNames, type ServerName, serverNames } from './servers/scenario';

const NODES = 3;
const TURN_MS = 100;
/** The first pairs of each life do not count: a node compiles what it runs often, and that costs more the more there is. */
const WARM_UP = 50;

const { values } = parseArgs({
  options: {
    server: { type: 'string', default: 'library' },
    adapter: { type: 'string', default: 'redis' },
    clients: { type: 'string', default: '300' },
    'at-once': { type: 'string', default: '1' },
    pairs: { type: 'string', default: '360' },
    lives: { type: 'string', default: '6' },
  },
});

const server = nameIn(values.server, serverNames);
const adapter = nameIn(values.adapter, adapterNames);
const clients = Number(values.clients);
const atOnce = Number(values['at-once']);
const pairs = Number(values.pairs);
const lives = Number(values.lives);

/** One cluster, and its clients, all in one room: bare WebSockets, which cost the machine little. */
class Side {
  readonly costs: number[] = [];
  readonly #cluster: Cluster;
  /** Another than that of the other cluster: all that one process starts with Node's cluster module hear each other. */
  readonly #room: string;
  readonly #sockets: WebSocket[] = [];
  #next = 0;
  #heard: () => void = () => undefined;

  static async open(server: ServerName, room: string): Promise<Side> {
    const side = new Side(await Cluster.start(server, adapter, NODES), room);
    for (let index = 0; index < clients; index += 1) await side.#connect(side.#cluster.node(index % NODES).port);
    return side;
  }

  private constructor(cluster: Cluster, room: string) {
    this.#cluster = cluster;
    this.#room = room;
  }

  /** Broadcasts so many at a time, the next when all have heard the last; notes what one has cost, in µs. */
  async turn(): Promise<void> {
    const before = await this.#cpu();
    const end = performance.now() + TURN_MS;
    let broadcasts = 0;
    for (; performance.now() < end; broadcasts += atOnce) await this.#broadcast();
    this.costs.push(((await this.#cpu()) - before) / broadcasts);
  }

  close(): Promise<void> {
    for (const socket of this.#sockets) socket.terminate();
    return this.#cluster.stop();
  }

  async #connect(port: number): Promise<void> {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`);
    this.#sockets.push(socket);
    const connected = new Promise<void>((resolve) => {
      socket.on('message', (data: Buffer) => {
        const frame = data.toString('latin1');
        if (frame.startsWith('0')) socket.send(`40${JSON.stringify({ room: this.#room })}`);
        else if (frame === '2') socket.send('3');
        else if (frame.startsWith('40')) resolve();
        else if (frame.startsWith('42["said"')) this.#heard();
      });
    });
    await once(socket, 'open');
    await connected;
  }

  #broadcast(): Promise<void> {
    let left = atOnce * this.#sockets.length;
    const all = new Promise<void>((resolve) => {
      this.#heard = () => {
        left -= 1;
        if (left === 0) resolve();
      };
    });
    for (let time = 0; time < atOnce; time += 1) {
      const id = (this.#next += 1);
      this.#sockets[id % this.#sockets.length]?.send(`42["say",${JSON.stringify({ id, room: this.#room })}]`);
    }
    return all;
  }

  async #cpu(): Promise<number> {
    const nodes = Array.from({ length: NODES }, (_, index) => this.#cluster.node(index).cpu());
    return (await Promise.all(nodes)).reduce((sum, { user, system }) => sum + user + system, 0);
  }
}

/** Notes what a broadcast costs the two, in one life of their clusters. */
async function compareOnce(pairs: number): Promise<[number[], number[]]> {
  const own = await Side.open(server, 'one');
  const other = await Side.open('hand-written', 'other');
  for (let pair = 0; pair < pairs + WARM_UP; pair += 1) {
    for (const side of pair % 2 === 0 ? [own, other] : [other, own]) await side.turn();
  }
  await Promise.all([own.close(), other.close()]);
  return [own.costs.slice(WARM_UP), other.costs.slice(WARM_UP)];
}

async function compare(): Promise<void> {
  const own: number[] = [];
  const other: number[] = [];
  for (let left = lives; left > 0; left -= 1) {
    const [ownOfLife, otherOfLife] = await compareOnce(Math.ceil((pairs - own.length) / left));
    own.push(...ownOfLife);
    other.push(...otherOfLife);
  }
  const ratios = own.map((cost, pair) => cost / (other[pair] ?? NaN));
  const [lower, median, upper] = [0.25, 0.5, 0.75].map((part) => quantile(ratios, part).toFixed(2));
  console.log(
    `A broadcast to ${clients} clients of three nodes, ${adapter}, ${atOnce} at once: ${server} costs ${median} of ` +
      `hand-written (quartiles ${lower}–${upper}), ${quantile(own, 0.5).toFixed(0)} / ${quantile(other, 0.5).toFixed(0)} µs; ` +
      `${own.length} pairs of turns in ${lives} lives`,
  );
}

function quantile(numbers: readonly number[], part: number): number {
  const sorted = numbers.toSorted((one, other) => one - other);
  return sorted[Math.round((sorted.length - 1) * part)] ?? NaN;
}

compare().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
