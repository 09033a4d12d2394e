import { handWritten, library, nest, nullRun } from '../harness/contenders.mjs';
import { body, frame } from '../harness/frames.mjs';
import { OpenLoop } from '../harness/open-loop.mjs';
import { exchanges } from './dispatch.mjs';

const CLIENTS = 100;

/** The message of `dispatch`, from clients that do not wait for their answers before they send again. */
export async function open(bench) {
  for (const perSecond of [1_000, 8_000]) {
    const what = `acked message, ${CLIENTS} clients, ${perSecond.toLocaleString('en')} a second`;
    const cpu = { load: (server) => openLoop(server, perSecond), exchanges };
    await bench.compare(what, { subject: library(), against: handWritten(), ...cpu });
    await bench.compare(what, { subject: nest(), against: handWritten(), ...cpu });
    await bench.compare(what, { ...nullRun(), ...cpu });
    const slowest = { ...slowestOfHundred(perSecond), exchanges };
    await bench.compare(`${what}: latency, p99`, { subject: library(), against: handWritten(), ...slowest });
    await bench.compare(`${what}: latency, p99`, { ...nullRun(), ...slowest });
  }
}

function openLoop(server, perSecond) {
  return OpenLoop.open(server, { frame: frame([body]), answer: '437', clients: CLIENTS, perSecond });
}

/** What a turn costs is the latency that 99 of 100 answers stay below. */
function slowestOfHundred(perSecond) {
  const loops = new Map();
  return {
    load: async (server) => {
      loops.set(server, await openLoop(server, perSecond));
      return loops.get(server);
    },
    cost: async (server, turn) => {
      await turn();
      return loops.get(server).latency(0.99);
    },
  };
}
