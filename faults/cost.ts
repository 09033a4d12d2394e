/**
 * Compares what a broadcast costs a cluster of three nodes, of this library and of socket.io by hand: the CPU time of all
 * nodes, in turns. The result is the median of the ratios within the pairs of turns.
 *
 *   npm run faults:cost                          with the adapter of Redis, and everybody in one room
 *   npm run faults:cost -- --adapter cluster     with another
 */
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { WebSocket } from 'ws';
import { Cluster } from './cluster/cluster';
import { type AdapterName, adapterNames, type ServerName } from './servers/scenario';

const NODES = 3;
const ROOM = 'all';
const TURN_MS = 200;

const { values } = parseArgs({
  options: {
    adapter: { type: 'string', default: 'redis' },
    clients: { type: 'string', default: '300' },
    pairs: { type: 'string', default: '40' },
  },
});
const adapter = adapterNames.find((name) => name === values.adapter);

/** One cluster, and its clients: bare WebSockets, which cost the machine little. */
class Side {
  readonly costs: number[] = [];
  #next = 0;
  #heard: () => void = () => undefined;

  static async open(server: ServerName, adapter: AdapterName, clients: number): Promise<Side> {
    const cluster = await Cluster.start(server, adapter, NODES);
    const side = new Side(cluster);
    for (let index = 0; index < clients; index += 1) await side.#connect(cluster.node(index % NODES).port);
    return side;
  }

  readonly #sockets: WebSocket[] = [];

  private constructor(readonly cluster: Cluster) {}

  /** Broadcasts one after the other, each when all have heard the last; notes what one has cost, in µs. */
  async turn(): Promise<void> {
    const before = await this.#cpu();
    const end = performance.now() + TURN_MS;
    let broadcasts = 0;
    for (; performance.now() < end; broadcasts += 1) await this.#broadcast();
    this.costs.push(((await this.#cpu()) - before) / broadcasts);
  }

  async #connect(port: number): Promise<void> {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`);
    this.#sockets.push(socket);
    const connected = new Promise<void>((resolve) => {
      socket.on('message', (data: Buffer) => {
        const frame = data.toString('latin1');
        if (frame.startsWith('0')) socket.send(`40${JSON.stringify({ room: ROOM })}`);
        else if (frame === '2') socket.send('3');
        else if (frame.startsWith('40')) resolve();
        else if (frame.startsWith('42["said"')) this.#heard();
      });
    });
    await once(socket, 'open');
    await connected;
  }

  #broadcast(): Promise<void> {
    let left = this.#sockets.length;
    const all = new Promise<void>((resolve) => {
      this.#heard = () => {
        left -= 1;
        if (left === 0) resolve();
      };
    });
    const id = (this.#next += 1);
    this.#sockets[id % this.#sockets.length]?.send(`42["say",${JSON.stringify({ id, room: ROOM })}]`);
    return all;
  }

  async #cpu(): Promise<number> {
    const nodes = Array.from({ length: NODES }, (_, index) => this.cluster.node(index).cpu());
    return (await Promise.all(nodes)).reduce((sum, { user, system }) => sum + user + system, 0);
  }
}

async function compare(adapter: AdapterName | undefined): Promise<void> {
  if (!adapter) throw new Error(`There is no '${values.adapter}'; there are ${adapterNames.join(', ')}`);
  const clients = Number(values.clients);
  const library = await Side.open('library', adapter, clients);
  const byHand = await Side.open('hand-written', adapter, clients);
  const warmUp = 10;
  for (let pair = 0; pair < Number(values.pairs) + warmUp; pair += 1) {
    for (const side of pair % 2 === 0 ? [library, byHand] : [byHand, library]) await side.turn();
  }
  const [own, other] = [library, byHand].map(({ costs }) => costs.slice(warmUp));
  const ratios = own?.map((cost, pair) => cost / (other?.[pair] ?? NaN)) ?? [];
  const [lower, median, upper] = [0.25, 0.5, 0.75].map((part) => quantile(ratios, part).toFixed(2));
  console.log(
    `A broadcast to ${clients} clients of three nodes, ${adapter}: ${median} of hand-written (quartiles ${lower}–${upper}); ` +
      `${quantile(own ?? [], 0.5).toFixed(0)} / ${quantile(other ?? [], 0.5).toFixed(0)} µs`,
  );
  await Promise.all([library, byHand].map(({ cluster }) => cluster.stop()));
}

function quantile(numbers: readonly number[], part: number): number {
  const sorted = numbers.toSorted((one, other) => one - other);
  return sorted[Math.round((sorted.length - 1) * part)] ?? NaN;
}

compare(adapter).then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
