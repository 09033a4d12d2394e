import { setTimeout as pause } from 'node:timers/promises';
import type { Cluster, Held } from './cluster';

const PATIENCE_MS = 40_000;
const TICK_MS = 500;
/** What has to be there again exactly; timers and TCP sockets of requests that are over take their time. */
const exact = ['connections', 'sockets', 'redisClients', 'channels', 'patterns'] as const;
/** Of what is kept a moment longer for no client, so much may be there. */
const SLACK = { timers: 12, tcp: 6 } as const;
/** The heap may be so many times what it was, as code was compiled meanwhile, and so many bytes more. */
const HEAP = { times: 1.25, bytes: 6 * 2 ** 20 } as const;

/** What the cluster holds, once it is what it was; after {@link PATIENCE_MS}, what it holds then. */
export async function whenQuiet(cluster: Cluster, wanted: Partial<Held>): Promise<Held> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const held = await cluster.held();
    if (differences(wanted, held).length === 0 || Date.now() > end) return held;
    await pause(TICK_MS);
  }
}

/** What is not as it was: `timers 320 → 350`. */
export function differences(before: Partial<Held>, after: Held): string[] {
  const found = exact.filter((what) => before[what] !== undefined && before[what] !== after[what]) as (keyof Held)[];
  for (const what of ['timers', 'tcp'] as const) {
    if (after[what] > (before[what] ?? Infinity) + SLACK[what]) found.push(what);
  }
  if (after.heap > (before.heap ?? Infinity) * HEAP.times + HEAP.bytes) found.push('heap');
  return found.map((what) => `${what} ${before[what]} → ${after[what]}`);
}
