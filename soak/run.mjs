/**
 * Lets clients come and go for minutes, and looks whether memory, handles and times stay what they are.
 *
 *   npm run soak -- --minutes 10              without connection state recovery, then with it
 *   npm run soak -- --minutes 10 --write      writes bench/soak.md
 *   npm run soak -- --recovery on             only with it; `off`: only without
 *   npm run soak -- --bound 0.1               how much the heap may grow: a tenth, in a run that is too short for less
 */
import { parseArgs } from 'node:util';
import { line, machine, percent, summary, writeReport } from './report.mjs';
import { soak } from './soak.mjs';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '2' },
    seed: { type: 'string', default: '1' },
    bound: { type: 'string', default: '0.02' },
    recovery: { type: 'string', default: 'both' },
    write: { type: 'boolean', default: false },
  },
});
const [minutes, seed, bound] = [values.minutes, values.seed, values.bound].map(Number);
const paths = { off: '/plain', on: '/recovery' };
const wanted = values.recovery === 'both' ? ['off', 'on'] : [values.recovery];

const before = machine();
const runs = [];
for (const recovery of wanted) {
  const title = recovery === 'on' ? 'With connection state recovery' : 'Without connection state recovery';
  console.log(`\n${title}\nminute, heap MB, RSS MB, handles, median ms, 99 % ms`);
  const onSample = (sample) => console.log(line(sample).join('  '));
  const result = await soak({
    path: paths[recovery],
    minutes,
    seed,
    onSample,
    roundMs: Math.min(12_000, minutes * 6_000),
  });
  console.log(summary(result, bound));
  runs.push({ title, result });
}
if (values.write) writeReport(runs, { minutes, seed, bound, machine: before });
const held = runs.every(({ result }) => result.growth < bound && result.found.length === 0);
console.log(held ? '\nNothing piles up' : `\nSomething piles up, or the heap has grown by ${percent(bound)} or more`);
process.exit(held ? 0 : 1);
