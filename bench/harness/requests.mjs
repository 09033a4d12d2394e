import { performance } from 'node:perf_hooks';
import { connectMany, startsWith } from './light-client.mjs';

/** Some clients, each with some messages in flight: an answer lets the next one go. */
export class Requests {
  #clients;
  #options;

  /**
   * @param {import('./server-process.mjs').ServerProcess} server
   * @param {{ frame: string, answer: string, auth?: object, clients?: number, inFlight: number }} options
   *   `answer`: how the frame begins that answers
   */
  static async open(server, { clients = 4, ...options }) {
    return new Requests(await connectMany(server, clients, options.auth), options);
  }

  constructor(clients, options) {
    this.#clients = clients;
    this.#options = options;
  }

  turn(ms) {
    const { frame, answer, inFlight } = this.#options;
    const end = performance.now() + ms;
    let sent = 0;
    let answered = 0;
    return new Promise((resolve) => {
      const send = (client) => {
        sent++;
        client.send(frame);
      };
      for (const client of this.#clients) {
        client.onFrame = (received) => {
          if (!startsWith(received, answer)) return;
          answered++;
          if (performance.now() < end) send(client);
          else if (answered === sent) resolve(answered);
        };
      }
      for (let each = 0; each < inFlight; each++) this.#clients.forEach(send);
    });
  }
}
