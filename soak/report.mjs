import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { machine } from '../bench/harness/report.mjs';

const file = join(import.meta.dirname, '..', 'bench', 'soak.md');
const ROWS = 12;

/** @param {import('./soak.mjs').Sample} sample */
export function line({ minute, heap, rss, handles, median, slow }) {
  return [minute.toFixed(1), megabytes(heap), megabytes(rss), handles, median.toFixed(1), slow.toFixed(1)];
}

/** Writes `bench/soak.md`. @param {{ title: string, result: object }[]} runs */
export function writeReport(runs, { minutes, seed, bound, machine }) {
  const text = [
    '# Soak',
    `Clients connect, send events and errors, join and leave rooms, visit namespaces of patterns, are refused, lose their ` +
      `connection and come back, read slowly, and die in the middle. Every few seconds all of them leave, and when that is ` +
      `over the server is looked at: heap after garbage collection, resident memory, open handles. The times are those of ` +
      `an acknowledgement while everybody was there, its client in the same process as all the others.`,
    [`- Command: \`npm run soak -- --minutes ${minutes} --seed ${seed} --write\``, `- Machine: ${machine}`].join('\n'),
    `After the warm-up (the first fifth) the heap may grow by less than ${percent(bound)}: the median of the first third ` +
      `of the samples against that of the last.`,
    ...runs.flatMap(({ title, result }) => [`## ${title}`, summary(result, bound), table(result.samples)]),
  ];
  writeFileSync(file, `${text.join('\n\n')}\n`);
}

export function summary({ growth, counts, found }, bound) {
  const did = Object.entries(counts).map(([what, count]) => `${count} ${what}`);
  const verdict = growth < bound ? 'met' : '**missed**';
  const faults = found.length > 0 ? found.map((what) => `\n- ${what}`).join('') : '';
  return `Heap: ${percent(growth)} (${verdict}). ${did.join(', ')}.${faults}`;
}

function table(samples) {
  const step = Math.max(1, Math.floor(samples.length / ROWS));
  const rows = samples.filter((_, index) => index % step === step - 1).map(line);
  const all = [
    ['minute', 'heap, MB', 'RSS, MB', 'handles', 'median, ms', '99 %, ms'],
    ['--:', '--:', '--:', '--:', '--:', '--:'],
    ...rows,
  ];
  const widths = all[0].map((_, column) => Math.max(...all.map((row) => String(row[column]).length)));
  return all
    .map((row) => `| ${row.map((cell, column) => String(cell).padStart(widths[column])).join(' | ')} |`)
    .join('\n');
}

function megabytes(bytes) {
  return (bytes / 2 ** 20).toFixed(1);
}

export function percent(fraction) {
  return `${(100 * fraction).toFixed(1)} %`;
}

export { machine };
