import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { Connections } from './connections';

const CHECK_EVERY_MS = 500;
const CHECK_LIMIT_MS = 1_000;

/** What clients connect to: a balancer of TCP that asks each node's `/ready`, and knows nothing else of them. */
export class Balancer {
  readonly #server = createServer((socket) => this.#accept(socket));
  readonly #connections = new Connections();
  /** The ports of the nodes, and whether the last check was answered with 200. */
  readonly #nodes = new Map<number, boolean>();
  #turn = 0;
  #isOpen = true;

  async listen(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`; // it listens on TCP
  }

  /** Until {@link remove}. */
  add(port: number): void {
    this.#nodes.set(port, true);
    void this.#check(port);
  }

  remove(port: number): void {
    this.#nodes.delete(port);
  }

  close(): void {
    this.#isOpen = false;
    this.#server.close();
    this.#connections.destroy();
  }

  async #check(port: number): Promise<void> {
    while (this.#isOpen && this.#nodes.has(port)) {
      const isReady = await answersOk(port);
      if (this.#nodes.has(port)) this.#nodes.set(port, isReady);
      await pause(CHECK_EVERY_MS, undefined, { ref: false });
    }
  }

  #accept(socket: Socket): void {
    const ready = [...this.#nodes].filter(([, isReady]) => isReady).map(([port]) => port);
    const port = ready[this.#turn % ready.length];
    this.#turn += 1;
    if (port === undefined) {
      this.#connections.keep(socket);
      socket.destroy();
      return;
    }
    this.#connections.tie(socket, connect(port, '127.0.0.1'));
  }
}

async function answersOk(port: number): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(CHECK_LIMIT_MS);
    const { status } = await fetch(`http://127.0.0.1:${port}/ready`, { signal, headers: { connection: 'close' } });
    return status === 200;
  } catch {
    return false; // it does not answer
  }
}
