import { basename } from 'node:path';
import { compare } from '../harness/compare.mjs';
import { handWritten, library } from '../harness/contenders.mjs';
import { acked } from './dispatch.mjs';

const LINES = 15;
const PROFILED_MS = 3_000;

/** Where the time of an acked message goes. */
export async function profile(bench) {
  for (const inFlight of [1, 8]) {
    const profiles = new Map();
    await compare({
      subject: library(),
      against: handWritten(),
      load: (server) => acked(server, inFlight),
      cost: async (server, turn) => {
        await server.ask('startProfile');
        const messages = await turn();
        profiles.set(server.server, { messages, ...(await server.ask('stopProfile')) });
        return 1;
      },
      pairs: 1,
      lives: 1,
      turnMs: PROFILED_MS,
      warmUpMs: PROFILED_MS, // also profiled, and replaced by what comes after it
    });
    for (const [server, recorded] of profiles) {
      bench.section(`Profile of ${server}, ${inFlight} in flight: self time per message`, topLines(recorded));
    }
  }
}

function topLines({ messages, nodes, samples, timeDeltas }) {
  const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]));
  const selfTimes = new Map();
  for (const [index, id] of samples.entries()) {
    const name = names.get(id);
    if (name !== '(idle)') selfTimes.set(name, (selfTimes.get(name) ?? 0) + timeDeltas[index]);
  }
  const total = [...selfTimes.values()].reduce((sum, time) => sum + time, 0);
  const top = [...selfTimes].sort(([, one], [, other]) => other - one).slice(0, LINES);
  const line = (name, time) => {
    const share = ((100 * time) / total).toFixed(1).padStart(5);
    return `${share} % ${(time / messages).toFixed(2).padStart(6)} µs  ${name}`;
  };
  return [line('all', total), ...top.map(([name, time]) => line(name, time))];
}

function nameOf({ functionName, url, lineNumber }) {
  const name = functionName || '(anonymous)';
  return url ? `${name} ${basename(url)}:${lineNumber + 1}` : name;
}
