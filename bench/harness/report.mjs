import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { AGAIN } from './contenders.mjs';

const folder = join(import.meta.dirname, '..');
const KEPT = '<!-- What follows is written by hand, and stays when this file is written again. -->';

/** @param {import('./bench.mjs').Bench} bench */
export function tables({ rows, sections }) {
  const table = [
    ['case', 'what', 'against', 'ratio', 'quartiles', 'costs', 'target'],
    ['---', '---', '---', '--:', '--:', '--:', '---'],
    ...rows.map(cells),
  ];
  const profiles = sections.map(({ title, lines }) => `### ${title}\n\n\`\`\`text\n${lines.join('\n')}\n\`\`\``);
  return [...(rows.length > 0 ? [align(table)] : []), ...nullRuns(rows), ...profiles].join('\n\n');
}

/** @param {import('./bench.mjs').Row} row */
function cells(row) {
  const { what, subject, against, median, lower, upper, subjectCost, againstCost, unit } = row;
  return [
    what,
    subject,
    against,
    median.toFixed(2),
    `${lower.toFixed(2)}–${upper.toFixed(2)}`,
    `${significant(subjectCost)} / ${significant(againstCost)} ${unit}`,
    verdict(row),
  ];
}

function verdict({ median, target, subjectCost, costTarget, unit }) {
  const [value, most, suffix] = costTarget === undefined ? [median, target, ''] : [subjectCost, costTarget, ` ${unit}`];
  if (most === undefined) return '';
  return `≤ ${most}${suffix}: ${value <= most ? 'met' : '**missed**'}`;
}

function nullRuns(rows) {
  const distances = rows
    .filter(({ subject }) => subject === AGAIN)
    .map(({ what, median }) => `${Math.abs(median - 1).toFixed(3)} (${what})`);
  return distances.length > 0 ? [`A server against itself is so far from 1.00: ${distances.join(', ')}.`] : [];
}

function significant(number) {
  return number >= 100 ? number.toFixed(0) : number.toPrecision(3);
}

function align(table) {
  const widths = table[0].map((_, column) => Math.max(...table.map((row) => row[column].length)));
  const line = (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
  return table.map(line).join('\n');
}

/** The machine, as it is before a run. */
export function machine() {
  const load = loadavg()[0].toFixed(2);
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${cpus().length} × ${cpus()[0].model}, ${memory} GiB, ${type()} ${release()}, Node ${process.version}, load ${load} before the run`;
}

/** Writes `results.md`, and keeps what was written there by hand. */
export function writeResults(bench, { command, machine }) {
  const path = join(folder, 'results.md');
  const [, byHand = '\n'] = existsSync(path) ? readFileSync(path, 'utf8').split(KEPT) : [];
  const facts = [
    `- Date: ${new Date().toISOString().slice(0, 10)}, commit ${commit()}`,
    `- Command: \`${command}\``,
    `- Machine: ${machine}`,
    `- Versions: ${versions()}`,
    `- Turns: ${bench.settings.pairs} pairs of ${bench.settings.turnMs} ms each, in ${bench.settings.lives} lives of the servers`,
  ];
  const text = ['# Results', HOW_TO_READ, facts.join('\n'), tables(bench), KEPT].join('\n\n');
  writeFileSync(path, text + byHand);
}

const HOW_TO_READ =
  'A ratio is what something costs the one server, divided by what it costs the other: the CPU time of the server per ' +
  'message, broadcast or connection; the heap per client; the time to attach. Medians of the ratios of pairs of turns, ' +
  'with their quartiles; `costs` are the medians of both. How it is measured stands in [README.md](README.md).';

function commit() {
  const git = (...args) => execFileSync('git', args, { cwd: folder, encoding: 'utf8' }).trim();
  return git('rev-parse', '--short', 'HEAD') + (git('status', '--porcelain', '--', '../src') ? ' with changes' : '');
}

function versions() {
  const { dependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return Object.entries(dependencies)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ');
}
