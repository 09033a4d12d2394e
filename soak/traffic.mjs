import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import * as behaviours from './behaviours.mjs';

const PATIENCE_MS = 30_000;
/** How many do each of these at any time. */
const crowd = { talk: 12, validate: 6, comeBack: 6, visitRooms: 4, beRefused: 2, readSlowly: 3, die: 3 };

/** Clients that come, do something and leave, for as long as the traffic lasts. */
export class Traffic {
  counts = {};
  /** In milliseconds, from the question to the answer. @type {number[]} */
  times = [];
  /** @type {string[]} */
  found = [];

  /** @param {{ server: import('../fuzz/harness/server-process.mjs').ServerProcess, path: string, random: object }} where */
  constructor({ server, path, random }) {
    this.server = server;
    this.path = path;
    this.random = random;
    [this.port] = server.ports;
  }

  /** Resolves when time is over and everybody has left. */
  async last(ms) {
    const end = Date.now() + ms;
    const repeatedly = async (name) => {
      while (Date.now() < end && this.server.isAlive) {
        await Promise.race([behaviours[name](this), this.server.ended]);
        await pause(this.random.below(50));
      }
    };
    await Promise.all(
      Object.entries(crowd).flatMap(([name, many]) => Array.from({ length: many }, () => repeatedly(name))),
    );
  }

  count = (what) => {
    this.counts[what] = (this.counts[what] ?? 0) + 1;
  };

  async connect(namespace, options = {}) {
    const transports = this.random.chance(0.3) ? ['polling'] : ['websocket'];
    const socket = behaviours.clientOf(this, namespace, { transports, ...options });
    socket.on('error', () => this.count('errors'));
    this.count('connections');
    await Promise.race([once(socket, 'connect'), pause(PATIENCE_MS, undefined, { ref: false })]);
    if (!socket.connected && this.server.isAlive) this.found.push(`nobody could connect to ${namespace}`);
    return socket;
  }

  /** Asks, and waits for whatever the answer is. */
  async ask(socket, name, ...args) {
    const began = performance.now();
    this.count('events');
    const isAnswered = await socket
      .timeout(PATIENCE_MS)
      .emitWithAck(name, ...args)
      .then(
        () => true,
        () => false,
      );
    if (name === 'hello') this.times.push(performance.now() - began);
    if (!isAnswered && this.server.isAlive) this.found.push(`'${name}' was never answered`);
  }

  async refused(namespace, auth = {}) {
    const socket = behaviours.clientOf(this, namespace, { transports: ['websocket'], auth });
    const answered = new Promise((resolve) => {
      socket.once('connect', () => resolve('connect')).once('connect_error', () => resolve('connect_error'));
    });
    if ((await answered) === 'connect') this.found.push(`somebody was let into ${namespace}`);
    this.count('refused');
    socket.disconnect();
  }
}
