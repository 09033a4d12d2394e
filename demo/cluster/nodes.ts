import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';

/** After this time a node that does not leave is killed, in milliseconds. */
const LEAVE_MS = 20_000;

/** The workers. One that dies is replaced; one that is to leave gets no new clients from then on. */
export class Nodes {
  /** Those that serve, by their number, from 1. */
  readonly #serving = new Map<number, Worker>();
  readonly #starting = new Set<Worker>();
  readonly #secret: string;
  #isClosing = false;

  /**
   * @param secret signs the cookies of all nodes
   * @param onDeath a node has ended that was not to
   */
  constructor(
    secret: string,
    private readonly onDeath: (number: number, pid: number | undefined) => void,
  ) {
    this.#secret = secret;
  }

  get size(): number {
    return this.#serving.size;
  }

  /** The one that has served longest, for what only one of them is to do. */
  get first(): Worker | undefined {
    return [...this.#serving.values()].find((worker) => worker.isConnected());
  }

  /**
   * Starts a node, in place of that of the same number if there is one, and resolves when it serves.
   *
   * @throws Error where it ends before
   */
  async start(number: number): Promise<Worker> {
    const worker = cluster.fork({ NODE_NUMBER: String(number), SESSION_SECRET: this.#secret });
    takeNoMoreClients(worker);
    this.#starting.add(worker);
    const ended = once(worker, 'exit').then(() => {
      this.#starting.delete(worker);
      throw new Error(`Node ${number} ended before it was ready`);
    });
    const isReady = new Promise<void>((resolve) => {
      worker.on('message', (message: object) => {
        if ('ready' in message) resolve();
      });
    });
    await Promise.race([isReady, ended]);
    this.#starting.delete(worker);
    ended.catch(() => this.#replace(number, worker));
    takeClients(worker);
    this.#serving.delete(number); // so that the newest is the last
    this.#serving.set(number, worker);
    return worker;
  }

  /** Restarts one after another: the next leaves when the one before has been replaced. */
  async restart(onRestart: (number: number, pid: number | undefined) => void): Promise<void> {
    for (const [number, old] of [...this.#serving]) {
      const { process } = await this.start(number); // first, so that there are never fewer
      await leave(old);
      onRestart(number, process.pid);
    }
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    for (const worker of this.#starting) worker.process.kill('SIGKILL'); // it serves nobody yet
    await Promise.all([...this.#serving.values()].map(leave));
  }

  #replace(number: number, worker: Worker): void {
    if (this.#serving.get(number) !== worker) return; // its successor is there already
    this.#serving.delete(number);
    if (this.#isClosing) return;
    this.onDeath(number, worker.process.pid);
    this.start(number).catch((error: unknown) => {
      if (this.#isClosing) return;
      console.error(error);
      if (this.size === 0) process.exit(1);
    });
  }
}

/** Readiness, as a load balancer would ask for it. The library has no option for it: it goes by this number. */
function takeNoMoreClients(worker: Worker): void {
  Object.assign(worker, { clientsCount: Infinity });
}

function takeClients(worker: Worker): void {
  Object.assign(worker, { clientsCount: 0 });
}

/** Asks a node to send its clients away and to end, and resolves when it has ended. */
async function leave(worker: Worker): Promise<void> {
  if (worker.isDead()) return;
  const ended = once(worker, 'exit');
  takeNoMoreClients(worker);
  worker.send({ leave: true });
  const deadline = setTimeout(() => worker.process.kill('SIGKILL'), LEAVE_MS);
  await ended;
  clearTimeout(deadline);
}
