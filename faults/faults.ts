import { setTimeout as pause } from 'node:timers/promises';
import type { Cluster } from './cluster/cluster';

/** How long what lasts lasts, in milliseconds. */
export interface Times {
  /** That Redis, or a node's way to it, is away. */
  readonly away: number;
  /** That a node is stopped. */
  readonly stopped: number;
  /** That all talk before the fault, and after it. */
  readonly around: number;
}

export const fullTimes: Times = { away: 15_000, stopped: 30_000, around: 3_000 };
export const shortTimes: Times = { away: 3_000, stopped: 4_000, around: 1_000 };

/** Something that goes wrong, or is done to the cluster. */
export interface Fault {
  readonly title: string;
  readonly needsRedis: boolean;
  /** Resolves when it is over: from then on clients may come back. @param victim the index of a node */
  inflict(cluster: Cluster, victim: number, times: Times): Promise<void>;
}

/** By the names that `--fault` takes. */
export const faults = {
  kill: {
    title: 'SIGKILL of a node',
    needsRedis: false,
    inflict: (cluster, victim) => cluster.end(victim, 'SIGKILL', 'SIGKILL'),
  },
  terminate: {
    title: 'SIGTERM of a node',
    needsRedis: false,
    inflict: (cluster, victim) => cluster.end(victim, 'SIGTERM', 0),
  },
  'redis-stopped': {
    title: 'Redis stopped for a while',
    needsRedis: true,
    async inflict({ redis }, _victim, { away }) {
      redis.stopAnswering();
      await pause(away);
      redis.answerAgain();
    },
  },
  'redis-restarted': {
    title: 'Redis killed, and started again empty',
    needsRedis: true,
    async inflict(cluster, _victim, { away }) {
      await cluster.killRedis();
      await pause(away);
      await cluster.startRedis();
    },
  },
  'node-stopped': {
    title: 'SIGSTOP of a node',
    needsRedis: false,
    async inflict(cluster, victim, { stopped }) {
      const node = cluster.node(victim);
      node.signal('SIGSTOP');
      await pause(stopped);
      node.signal('SIGCONT');
    },
  },
  'cut-off': {
    title: 'a node cut off from Redis',
    needsRedis: true,
    async inflict(cluster, victim, { away }) {
      const proxy = cluster.proxy(victim);
      proxy.cut();
      await pause(away);
      proxy.mend();
    },
  },
} as const satisfies Readonly<Record<string, Fault>>;

export type FaultName = keyof typeof faults;
export const faultNames = Object.keys(faults) as FaultName[]; // they are its keys
