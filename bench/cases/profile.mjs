import { basename } from 'node:path';
import { compare } from '../harness/compare.mjs';
import { handWritten, library } from '../harness/contenders.mjs';
import { acked } from './dispatch.mjs';

const LINES = 15;
const PROFILED_MS = 3_000;

/** Where the time of an acked message goes, 8 in flight. */
export async function profile(bench) {
  const profiles = [];
  await compare({
    subject: library(),
    against: handWritten(),
    load: (server) => acked(server, 8),
    cost: async (server, turn) => {
      await server.ask('startProfile');
      await turn();
      profiles.push([server.server, await server.ask('stopProfile')]);
      return 1;
    },
    pairs: 1,
    turnMs: PROFILED_MS,
    warmUpMs: PROFILED_MS, // also profiled, and replaced by what comes after it
  });
  for (const [server, recorded] of new Map(profiles)) {
    bench.section(`Profile of ${server}, self time`, topLines(recorded));
  }
}

function topLines({ nodes, samples, timeDeltas }) {
  const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]));
  const selfTimes = new Map();
  for (const [index, id] of samples.entries()) {
    const name = names.get(id);
    if (name !== '(idle)') selfTimes.set(name, (selfTimes.get(name) ?? 0) + timeDeltas[index]);
  }
  const total = [...selfTimes.values()].reduce((sum, time) => sum + time, 0);
  const top = [...selfTimes].sort(([, one], [, other]) => other - one).slice(0, LINES);
  return top.map(([name, time]) => `${((100 * time) / total).toFixed(1).padStart(5)} %  ${name}`);
}

function nameOf({ functionName, url, lineNumber }) {
  const name = functionName || '(anonymous)';
  return url ? `${name} ${basename(url)}:${lineNumber + 1}` : name;
}
