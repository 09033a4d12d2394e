import { performance } from 'node:perf_hooks';
import { setImmediate } from 'node:timers';
import { connectMany, startsWith } from './light-client.mjs';
import { quantile } from './statistics.mjs';

/**
 * Many clients that send at times of their own, whether or not an answer has come: on the average so many messages a
 * second, at random distances (a Poisson process). How long an answer took counts from when its message was due, so that
 * a server that is late is not spared the messages that wait for it.
 */
export class OpenLoop {
  #clients;
  #options;
  /** The milliseconds that each answer of the last turn took. */
  #latencies = [];

  /**
   * @param {import('./server-process.mjs').ServerProcess} server
   * @param {{ frame: string, answer: string, clients: number, perSecond: number }} options
   *   `answer`: how the frame begins that answers
   */
  static async open(server, { clients, ...options }) {
    return new OpenLoop(await connectMany(server, clients), options);
  }

  constructor(clients, options) {
    this.#clients = clients;
    this.#options = options;
  }

  turn(ms) {
    const { frame, answer, perSecond } = this.#options;
    const end = performance.now() + ms;
    const latencies = (this.#latencies = []);
    let due = performance.now();
    let sent = 0;
    return new Promise((resolve) => {
      const finish = () => {
        if (due >= end && latencies.length === sent) resolve(sent);
      };
      for (const client of this.#clients) {
        client.due = []; // answers of one client come in the order of its messages
        client.onFrame = (received) => {
          if (!startsWith(received, answer)) return;
          latencies.push(performance.now() - client.due.shift());
          finish();
        };
      }
      const sendWhatIsDue = () => {
        for (const now = performance.now(); due <= now && due < end; due += distance(perSecond)) {
          const client = this.#clients[Math.floor(Math.random() * this.#clients.length)];
          client.due.push(due);
          client.send(frame);
          sent++;
        }
        if (due < end) setImmediate(sendWhatIsDue);
        else finish();
      };
      sendWhatIsDue();
    });
  }

  /** @param {number} fraction 0.99: all but one of a hundred answers of the last turn took less; microseconds */
  latency(fraction) {
    const sorted = this.#latencies.toSorted((one, other) => one - other);
    return quantile(sorted, fraction) * 1_000;
  }
}

function distance(perSecond) {
  return (-Math.log(1 - Math.random()) * 1_000) / perSecond;
}
