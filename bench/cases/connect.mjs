import { performance } from 'node:perf_hooks';
import { handWritten, library, nest, nullRun } from '../harness/contenders.mjs';
import { body, frame } from '../harness/frames.mjs';
import { LightClient } from '../harness/light-client.mjs';
import { exchanges } from './dispatch.mjs';

export const CONNECT = 'connect and first ack';

/** Clients come as fast as they can, and each gets its first acknowledgement. */
export const arrivals = async (server) => new Arrivals(server);

export async function connect(bench) {
  const what = CONNECT;
  const comparison = { load: arrivals, exchanges };
  await bench.compare(what, { subject: library(), against: handWritten(), ...comparison, target: 1.1 });
  await bench.compare(what, { subject: library(), against: nest(), ...comparison });
  await bench.compare(what, { ...nullRun(), ...comparison });
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
