import { Invariants } from '../fuzz/harness/invariants.mjs';
import { Random } from '../fuzz/harness/random.mjs';
import { ServerProcess } from '../fuzz/harness/server-process.mjs';
import { Traffic } from './traffic.mjs';

const ROUND_MS = 12_000;
/** How long a lost client may come back, in milliseconds. */
const RECOVERY_MS = 2_000;

/**
 * @typedef {object} Sample what the server holds once everybody has left
 * @property {number} minute since the start
 * @property {number} heap in bytes, after garbage collection
 * @property {number} rss in bytes
 * @property {number} handles
 * @property {number} median of the answers' times, in milliseconds, while everybody was there
 * @property {number} slow the time that one in a hundred answers took or exceeded
 */

/**
 * Lets clients come and go for so long. After each round, when all have left, the server is looked at.
 *
 * @param {{ path: string, minutes: number, seed: number, roundMs?: number, onSample?: (sample: Sample) => void }} options
 */
export async function soak({ path, minutes, seed, roundMs = ROUND_MS, onSample = () => undefined }) {
  const server = await ServerProcess.start({ recoveryMs: RECOVERY_MS });
  const invariants = await Invariants.of(server);
  const random = new Random(seed, path);
  const began = Date.now();
  const samples = [];
  const found = new Set();
  const counts = {};
  while (Date.now() < began + minutes * 60_000 && server.isAlive) {
    const traffic = new Traffic({ server, path, random });
    await traffic.last(Math.min(roundMs, began + minutes * 60_000 - Date.now()));
    for (const what of [
      ...traffic.found,
      ...(await invariants.settled(server)),
      ...((await server.ask('violations')) ?? []),
    ]) {
      found.add(what);
    }
    for (const [what, count] of Object.entries(traffic.counts)) counts[what] = (counts[what] ?? 0) + count;
    const memory = await server.ask('memory');
    const held = await server.ask('held');
    if (!memory || !held) break;
    const times = traffic.times.toSorted((one, other) => one - other);
    const sample = {
      minute: (Date.now() - began) / 60_000,
      heap: memory.heap,
      rss: memory.rss,
      handles: Object.entries(held).reduce((sum, [what, count]) => sum + (what.startsWith('handles') ? count : 0), 0),
      median: times[Math.floor(times.length / 2)] ?? 0,
      slow: times[Math.floor(times.length * 0.99)] ?? 0,
    };
    samples.push(sample);
    onSample(sample);
  }
  if (!server.isAlive) found.add(`the process died: ${server.death}`);
  await server.stop();
  return { samples, counts, found: [...found], growth: growthOf(samples) };
}

/**
 * How much the heap has grown after the warm-up, as a part of what it was: between the medians of the first and of the
 * last third of the samples, so that no single one decides.
 */
function growthOf(samples) {
  const warm = samples.slice(Math.floor(samples.length / 5)).map(({ heap }) => heap);
  const third = Math.max(1, Math.floor(warm.length / 3));
  const [before, after] = [median(warm.slice(0, third)), median(warm.slice(-third))];
  return after / before - 1;
}

function median(numbers) {
  return numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)];
}
