import { setTimeout as pause } from 'node:timers/promises';
import { sessions, weights } from '../sessions/index.mjs';
import { Visitor } from '../sessions/visitor.mjs';
import { Random } from './random.mjs';

/** How long a session may take; what it still wanted is left out. */
const SESSION_MS = 40_000;

/**
 * The sessions of a batch: which there are, and what each of them does, depends on the seed and the numbers alone.
 *
 * @param {{ seed: number, batch: number, visitors: number, budget: number, only?: string[] }} plan
 */
export function planBatch({ seed, batch, visitors, only }) {
  const wanted = only ? Object.fromEntries(only.map((name) => [name, 1])) : weights;
  return Array.from({ length: visitors }, (_, visitor) => {
    const random = new Random(seed, batch, visitor);
    return { visitor, name: random.weighted(wanted), random };
  });
}

/** Runs all of them at once, beside polite clients. */
export async function runBatch(server, polite, plan, { budget }) {
  const done = new AbortController();
  const asking = polite.askUntil(done.signal);
  const results = await Promise.all(plan.map((session) => runSession(server, session, budget)));
  done.abort();
  await asking;
  return { sent: results.reduce((sum, { sent }) => sum + sent, 0), found: results.flatMap(({ found }) => found) };
}

async function runSession(server, { name, visitor: number, random }, budget) {
  const visitor = new Visitor(random, server, budget);
  try {
    await Promise.race([sessions[name](visitor), pause(SESSION_MS, undefined, { ref: false }), server.ended]);
  } catch (error) {
    if (server.isAlive) throw error;
  }
  await Promise.race([visitor.leave(), server.ended]);
  return { sent: visitor.sent, found: visitor.found.map((what) => `${name} (visitor ${number}): ${what}`) };
}
