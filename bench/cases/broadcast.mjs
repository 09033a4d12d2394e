import { performance } from 'node:perf_hooks';
import { handWritten, library, nest, nullRun } from '../harness/contenders.mjs';
import { body, exchangesOf, frame } from '../harness/frames.mjs';
import { connectMany, startsWith } from '../harness/light-client.mjs';

/** A message that everyone in the namespace gets. */
export async function broadcast(bench) {
  const does = { does: 'broadcast' };
  for (const clients of [1_000, 5_000]) {
    const what = `broadcast to ${clients.toLocaleString('en')} clients`;
    const comparison = { load: (server) => Broadcasts.open(server, clients), exchanges };
    const target = clients === 5_000 ? 1.05 : undefined;
    await bench.compare(what, { subject: library(does), against: handWritten(does), ...comparison, target });
    await bench.compare(what, { subject: library(does), against: nest(does), ...comparison });
    await bench.compare(what, { ...nullRun(does), ...comparison });
  }
}

const exchanges = exchangesOf({ acked: false });

/** One client speaks, all get it; when the last has, it speaks again. */
class Broadcasts {
  #clients;

  static async open(server, clients) {
    return new Broadcasts(await connectMany(server, clients));
  }

  constructor(clients) {
    this.#clients = clients;
  }

  turn(ms) {
    const [speaker] = this.#clients;
    const message = frame([body], { acked: false });
    const end = performance.now() + ms;
    let received = 0;
    return new Promise((resolve) => {
      const onFrame = (news) => {
        if (!startsWith(news, '42["news"')) return;
        received++;
        if (received % this.#clients.length !== 0) return;
        if (performance.now() < end) speaker.send(message);
        else resolve(received / this.#clients.length);
      };
      for (const client of this.#clients) client.onFrame = onFrame;
      speaker.send(message);
    });
  }
}
