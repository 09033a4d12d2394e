/**
 * Runs the benchmarks, side by side.
 *
 *   npm run bench                       all of them; writes results.md
 *   npm run bench -- dispatch memory    some
 *   npm run bench -- quick              this library against hand-written code, about three minutes
 *   npm run bench -- keep               keeps the library as it is, for `quick` to compare with after a change
 *
 *   --quick                             the same as quick
 *   --pairs=60 --turn=200 --lives=3     how many pairs of turns, the milliseconds of a turn, and how often all is started anew
 */
import { parseArgs } from 'node:util';
import { buildServers, installPeers } from './harness/prepare.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean' },
    pairs: { type: 'string' },
    turn: { type: 'string' },
    lives: { type: 'string' },
  },
});

installPeers();
buildServers();

// Only now, as they use what was installed.
const { cases, keep, quick } = await import('./cases/index.mjs');
const { Bench } = await import('./harness/bench.mjs');
const { machine, tables, writeResults } = await import('./harness/report.mjs');

const named = values.quick ? ['quick'] : positionals;
const runnable = { ...cases, quick, keep };
const unknown = named.filter((name) => !Object.hasOwn(runnable, name));
if (unknown.length > 0) {
  console.error(`There is no ${unknown.join(', ')}; there are ${Object.keys(runnable).join(', ')}`);
  process.exit(1);
}

// Some seconds, until V8 has compiled what runs often: that costs more the more code there is, and a server lives for days.
const full = { pairs: 60, turnMs: 200, warmUpMs: 4_000, lives: 3, starts: 7 };
const short = { pairs: 40, turnMs: 100, warmUpMs: 3_000, lives: 2, starts: 3 };
const bench = new Bench({
  ...(named.includes('quick') ? short : full),
  ...(values.pairs && { pairs: Number(values.pairs), starts: Number(values.pairs) }),
  ...(values.turn && { turnMs: Number(values.turn) }),
  ...(values.lives && { lives: Number(values.lives) }),
});

const before = machine();
for (const name of named.length > 0 ? named : Object.keys(cases)) await runnable[name](bench);

if (bench.rows.length + bench.sections.length > 0) console.log(`\n${tables(bench)}\n\n${before}`);
if (named.length === 0) {
  writeResults(bench, { command: ['npm run bench --', ...process.argv.slice(2)].join(' '), machine: before });
}
