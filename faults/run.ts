import { setTimeout as pause } from 'node:timers/promises';
import { Clock } from './clock';
import { Cluster } from './cluster/cluster';
import { whenQuiet } from './cluster/quiet';
import { count, type Counts } from './counts';
import { Crowd } from './crowd/crowd';
import { type FaultName, faults, type Times } from './faults';
import { Random } from './random';
import type { AdapterName, ServerName } from './servers/scenario';

const NODES = 3;
const BACK_MS = 60_000;
const WHOLE_MS = 120_000;
const TICK_MS = 50;

export interface RunOptions {
  readonly server: ServerName;
  readonly adapter: AdapterName;
  readonly fault: FaultName;
  readonly clients: number;
  readonly seed: number;
  readonly times: Times;
  /** Ends the run, and everything that it has started. */
  readonly signal: AbortSignal;
}

export interface Counted extends Counts {
  /** The longest time that this process did not run, in milliseconds: after seconds of it the counts say nothing. */
  readonly stoodStillMs: number;
}

/**
 * Starts a cluster and clients, inflicts one fault while they talk, and counts.
 *
 * @throws what `signal` was aborted with
 */
export async function run({ server, adapter, fault, clients, seed, times, signal }: RunOptions): Promise<Counted> {
  signal.throwIfAborted();
  const cluster = await Cluster.start(server, adapter, NODES);
  const random = new Random(seed);
  const crowd = new Crowd(cluster.url, clients, random);
  const clock = new Clock();
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }); // an Error, as main.ts has it
  });
  try {
    signal.throwIfAborted(); // meanwhile
    return await Promise.race([inflict(), aborted]);
  } finally {
    clock.stop();
    crowd.leave();
    await cluster.stop();
  }

  async function inflict(): Promise<Counted> {
    await crowd.connected();
    await talkFor(times.around);
    const before = await whenQuiet(cluster, { connections: clients, sockets: clients });
    crowd.talk();
    await pause(times.around);
    await faults[fault].inflict(cluster, victimOf(cluster, crowd, random), times);
    const over = Date.now();
    crowd.watchFor();
    while (crowd.back.size < clients && Date.now() < over + BACK_MS) await pause(TICK_MS);
    while (!cluster.isWhole && Date.now() < over + WHOLE_MS) await pause(TICK_MS);
    await pause(times.around);
    await crowd.fallSilent();
    const after = await whenQuiet(cluster, before);
    return { ...count({ cluster, crowd, before, after, over }), stoodStillMs: clock.longestPauseMs };
  }

  async function talkFor(ms: number): Promise<void> {
    crowd.talk();
    await pause(ms);
    await crowd.fallSilent();
  }
}

/** A node that has its part of the clients, as far as these know. */
function victimOf(cluster: Cluster, crowd: Crowd, random: Random): number {
  const counts = crowd.countsByNode();
  const nodes = Array.from({ length: cluster.size }, (_, index) => index);
  const least = Math.max(0, ...counts.values()) / 2;
  return random.pick(nodes.filter((index) => (counts.get(cluster.nameOf(index)) ?? 0) >= least));
}
