import { performance } from 'node:perf_hooks';
import { handWritten, library, nest, nullRun } from '../harness/contenders.mjs';
import { body, frame } from '../harness/frames.mjs';
import { keptLibrary } from '../harness/kept.mjs';
import { LightClient } from '../harness/light-client.mjs';
import { exchanges } from './dispatch.mjs';

const what = 'connect and first ack';
/** Clients come as fast as they can, and each gets its first acknowledgement. */
const comparison = {
  load: async (server) => new Arrivals(server),
  exchanges,
  warmUpMs: 8_000, // it runs more code than a message does, and less often: V8 takes longer to compile it
};

export async function connect(bench) {
  await bench.compare(what, { subject: library(), against: handWritten(), ...comparison, target: 1.1 });
  await againstKept(bench);
  await bench.compare(what, { subject: library(), against: nest(), ...comparison });
  await bench.compare(what, { ...nullRun(), ...comparison });
}

/** What it has cost before, where that was kept. */
export async function againstKept(bench) {
  const before = keptLibrary();
  if (before) await bench.compare(what, { subject: library(), against: before, ...comparison, target: 1.05 });
}

class Arrivals {
  #here = [];
  #server;

  constructor(server) {
    this.#server = server;
  }

  async turn(ms) {
    const end = performance.now() + ms;
    const arriving = Array.from({ length: 8 }, async () => {
      while (performance.now() < end) this.#here.push(await arrive(this.#server));
    });
    await Promise.all(arriving);
    return this.#here.length;
  }

  async rest() {
    for (const client of this.#here.splice(0)) client.leave();
    await this.#server.deserted();
  }
}

async function arrive(server) {
  const client = await LightClient.connect(server);
  await new Promise((resolve) => {
    client.onFrame = resolve;
    client.send(frame([body]));
  });
  return client;
}
