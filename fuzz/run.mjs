/**
 * Sends the server what no honest client would, and looks whether what must hold still holds.
 *
 *   npm run fuzz                                   for two minutes, with a seed of its own
 *   npm run fuzz -- --seed 7 --minutes 10          for so long
 *   npm run fuzz -- --seed 7 --packets 1000000     until the server has taken so many packets
 *   npm run fuzz -- --seed 7 --batch 31            one batch again; also --visitor 4, --only deepNesting,oddNames
 *   npm run fuzz -- --keep-going                   goes on after a failure, with a new server
 */
import { parseArgs } from 'node:util';
import { Fuzzer } from './harness/fuzzer.mjs';

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    minutes: { type: 'string' },
    packets: { type: 'string' },
    batch: { type: 'string' },
    visitor: { type: 'string' },
    only: { type: 'string' },
    visitors: { type: 'string', default: '24' },
    budget: { type: 'string', default: '2000' },
    'keep-going': { type: 'boolean', default: false },
  },
});
const number = (text) => (text === undefined ? undefined : Number(text));

const fuzzer = new Fuzzer({
  seed: number(values.seed) ?? Date.now() % 1_000_000,
  minutes: number(values.minutes) ?? (values.packets ? 60 : 2),
  packets: number(values.packets) ?? Infinity,
  batch: number(values.batch),
  visitor: number(values.visitor),
  only: values.only?.split(','),
  visitors: Number(values.visitors),
  budget: Number(values.budget),
  keepsGoing: values['keep-going'],
});
process.exit((await fuzzer.run()) ? 0 : 1); // timers of connections that nobody needs any more may be left
