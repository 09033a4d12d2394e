import { handWritten, library, nest, nullRun } from '../harness/contenders.mjs';
import { body, frame } from '../harness/frames.mjs';
import { connectMany } from '../harness/light-client.mjs';

const STEP = 250;
const STEPS = 8;

/** How much the heap grows with each client: one that says nothing, at 1, 10 and 100 events, and one that sends all. */
export async function memory(bench) {
  const what = 'heap per idle client';
  const settings = { unit: 'kB', cost: heapPerClient, pairs: Math.min(bench.settings.pairs, STEPS), lives: 1 };
  const idle = {
    against: handWritten({}, 'hand-written, 1 event'),
    load: async (server) => new Crowd(server, []),
    ...settings,
  };
  for (const events of [1, 10, 100]) {
    const count = events === 1 ? '1 event' : `${events} events`;
    const target = events === 100 ? 1.15 : undefined;
    await bench.compare(what, { subject: library({ events }, `this library, ${count}`), target, ...idle });
    await bench.compare(what, { subject: nest({ events }, `NestJS, ${count}`), ...idle });
    if (events > 1) await bench.compare(what, { subject: handWritten({ events }, `hand-written, ${count}`), ...idle });
  }
  await bench.compare(what, { ...idle, ...nullRun() });

  await bench.compare('heap per client that has sent every event', {
    subject: library({ events: 100 }, 'this library, 100 events'),
    against: handWritten({ events: 100 }, 'hand-written, 100 events'),
    load: async (server) => new Crowd(server, everyEvent), // what is put off until an event comes counts here
    ...settings,
  });
}

const everyEvent = ['message', ...Array.from({ length: 99 }, (_, index) => `event-${index + 1}`)].map((event) =>
  frame([body], { event }),
);

async function heapPerClient(server, turn) {
  const before = await server.ask('heap');
  const clients = await turn();
  return ((await server.ask('heap')) - before) / clients / 1_024;
}

/** It only grows: a turn is another step of clients. */
class Crowd {
  #server;
  #frames;

  constructor(server, frames) {
    this.#server = server;
    this.#frames = frames;
  }

  async turn() {
    const clients = await connectMany(this.#server, STEP);
    if (this.#frames.length > 0) for (const client of clients) await answered(client, this.#frames);
    return clients.length;
  }
}

function answered(client, frames) {
  let answers = 0;
  return new Promise((resolve) => {
    client.onFrame = () => {
      if (++answers === frames.length) resolve();
    };
    for (const each of frames) client.send(each);
  });
}
