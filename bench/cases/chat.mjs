import { performance } from 'node:perf_hooks';
import { handWritten, library, nest, nullRun } from '../harness/contenders.mjs';
import { body, exchangesOf, frame } from '../harness/frames.mjs';
import { connectMany, startsWith } from '../harness/light-client.mjs';

/** Everyone in a namespace speaks at once, and all get what all say: the cost is that of one message to one client. */
export async function chat(bench) {
  const does = { does: 'broadcast' };
  for (const clients of [5, 50]) {
    const what = `${clients} clients speak at once`;
    const comparison = { load: (server) => Chat.open(server, clients), exchanges };
    await bench.compare(what, { subject: library(does), against: handWritten(does), ...comparison });
    await bench.compare(what, { subject: library(does), against: nest(does), ...comparison });
    await bench.compare(what, { ...nullRun(does), ...comparison });
  }
}

const exchanges = exchangesOf({ acked: false });

/** All clients speak; when each has heard all others, they speak again. */
class Chat {
  #clients;

  static async open(server, clients) {
    return new Chat(await connectMany(server, clients));
  }

  constructor(clients) {
    this.#clients = clients;
  }

  turn(ms) {
    const clients = this.#clients;
    const message = frame([body], { acked: false });
    const end = performance.now() + ms;
    let received = 0;
    return new Promise((resolve) => {
      const speak = () => {
        for (const client of clients) client.send(message);
      };
      const onFrame = (news) => {
        if (!startsWith(news, '42["news"')) return;
        received++;
        if (received % clients.length ** 2 !== 0) return;
        if (performance.now() < end) speak();
        else resolve(received);
      };
      for (const client of clients) client.onFrame = onFrame;
      speak();
    });
  }
}
