import { assertSameAnswers } from './same-answers.mjs';
import { ServerProcess } from './server-process.mjs';
import { summarise } from './statistics.mjs';

/**
 * What clients do to one server.
 *
 * @typedef {object} Load
 * @property {(ms: number) => Promise<number>} turn goes on for about that long; gives how often it was done
 * @property {() => Promise<void>} [rest] what is to happen after a turn, when the clock does not run
 *
 * @typedef {object} Comparison
 * @property {import('./server-process.mjs').Contender} subject
 * @property {import('./server-process.mjs').Contender} against
 * @property {(server: ServerProcess) => Promise<Load>} load
 * @property {import('./same-answers.mjs').Exchange[]} [exchanges] what both must answer alike before the clock starts
 * @property {typeof cpuMicros} [cost] what a turn costs a server
 * @property {number} [pairs] @property {number} [lives] @property {number} [turnMs] @property {number} [warmUpMs]
 */

/**
 * Runs two servers at once and drives them in turns (A B, B A, …). What else the machine does meets both, so the ratio
 * within a pair of turns says something where a time alone would not. Two processes of the same server may differ for as
 * long as they live, so both are started anew some times.
 *
 * @param {Comparison} comparison
 */
export async function compare({ subject, against, lives, pairs, ...comparison }) {
  const costs = [[], []];
  for (let left = lives; left > 0; left--) {
    const share = Math.ceil((pairs - costs[0].length) / left);
    const ofLife = await compareOnce([subject, against], share, comparison);
    costs.forEach((all, side) => all.push(...ofLife[side]));
  }
  return summary(subject, against, ...costs);
}

/** Gives what each turn of the two costs, in one life of their processes. */
async function compareOnce(contenders, pairs, { load, exchanges, cost = cpuMicros, turnMs, warmUpMs }) {
  const servers = await Promise.all(contenders.map((contender) => ServerProcess.start(contender)));
  if (exchanges) await assertSameAnswers(servers, exchanges);
  const sides = await Promise.all(servers.map(async (server) => ({ server, load: await load(server), costs: [] })));
  for (const side of sides) {
    for (let left = warmUpMs; left > 0; left -= turnMs) await turn(side, cost, turnMs);
  }

  for (let pair = 0; pair < pairs; pair++) {
    for (const side of pair % 2 === 0 ? sides : sides.toReversed()) side.costs.push(await turn(side, cost, turnMs));
  }
  await Promise.all(servers.map((server) => server.stop()));
  return sides.map(({ costs }) => costs);
}

async function turn({ server, load }, cost, ms) {
  const spent = await cost(server, () => load.turn(ms));
  await load.rest?.();
  return spent;
}

/** @param {() => Promise<number>} turn gives how often something was done */
export async function cpuMicros(server, turn) {
  const before = await server.cpuMicros();
  const times = await turn();
  return ((await server.cpuMicros()) - before) / times;
}

/** Two series of costs, pair by pair. */
export function summary(subject, against, subjectCosts, againstCosts) {
  return {
    subject: subject.label,
    against: against.label,
    ...summarise(subjectCosts.map((cost, pair) => cost / againstCosts[pair])),
    subjectCost: summarise(subjectCosts).median,
    againstCost: summarise(againstCosts).median,
  };
}
