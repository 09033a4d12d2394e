import { clearTimeout, setTimeout } from 'node:timers';
import { setTimeout as pause } from 'node:timers/promises';
import { io } from 'socket.io-client';

/**
 * How much the server may work until a polite client has its answer: a bound of wall time would measure the machine. All that
 * the others send at once takes about 8 s of a fast one.
 */
const BOUND_CPU_SECONDS = 15;
const PATIENCE_MS = 60_000;
const EVERY_MS = 50;

/** Clients of socket.io's own that ask politely while others do not: each is to be answered in good time. */
export class PoliteClients {
  /** How much CPU time of the server answers took, in seconds. @type {number[]} */
  times = [];
  /** @type {string[]} */
  found = [];
  #server;
  #sockets;

  static async connect(server) {
    const paths = server.paths.filter((path) => path !== '/brief'); // there nobody may be busy for long
    const visits = server.ports.flatMap((port, node) =>
      paths.flatMap((path) =>
        (node === 0 ? ['websocket', 'polling'] : ['websocket']).map((transport) => ({ port, path, transport })),
      ),
    );
    const sockets = await Promise.all(visits.map(connected));
    return new PoliteClients(server, sockets.filter(Boolean));
  }

  constructor(server, sockets) {
    this.#server = server;
    this.#sockets = sockets;
  }

  /** Asks again and again until `done`. */
  async askUntil(done) {
    const asking = this.#sockets.map(async (socket) => {
      const { path } = socket.io.opts;
      const ask = () => answered(socket);
      while (!done.aborted && this.#server.isAlive) {
        await this.#inTime(`a polite client at ${path}, over ${socket.io.engine?.transport.name}`, ask);
        await pause(EVERY_MS);
      }
    });
    await Promise.all(asking);
  }

  /** Somebody who has just come is served as well. */
  async greetNewcomer(path) {
    const [port] = this.#server.ports;
    await this.#inTime(`somebody new at ${path}`, async () => {
      const socket = await connected({ port, path, transport: 'websocket' });
      socket?.disconnect();
      return socket !== undefined;
    });
  }

  close() {
    for (const socket of this.#sockets) socket.disconnect();
  }

  async #inTime(who, served) {
    const before = this.#server.cpuSeconds();
    const isServed = await Promise.race([served(), this.#server.ended]);
    if (!this.#server.isAlive) return; // which is worse, and is said elsewhere
    const took = this.#server.cpuSeconds() - before;
    this.times.push(took);
    if (!isServed) this.found.push(`${who} was not served`);
    else if (took > BOUND_CPU_SECONDS)
      this.found.push(`${who} had to wait for ${took.toFixed(1)} s of the server's work`);
  }
}

async function answered(socket) {
  const answer = await socket
    .timeout(PATIENCE_MS)
    .emitWithAck('hello')
    .catch(() => undefined);
  return answer === 'hello';
}

function connected({ port, path, transport }) {
  const socket = io(`http://127.0.0.1:${port}`, {
    path,
    query: { polite: 1 }, // so that the server does not count what it sends
    transports: [transport],
    forceNew: true,
    reconnection: false,
  });
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(undefined), PATIENCE_MS);
    socket.once('connect', () => {
      clearTimeout(timer);
      resolve(socket);
    });
  });
}
