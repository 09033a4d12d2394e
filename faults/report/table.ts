import type { Counts } from '../counts';
import type { FaultName } from '../faults';
import type { AdapterName, ServerName } from '../servers/scenario';

/** One run, and what it was of. */
export interface Row {
  readonly server: ServerName;
  readonly adapter: AdapterName;
  readonly fault: FaultName;
  readonly seed: number;
  readonly clients: number;
  readonly counts: Counts;
}

type Name = 'adapter' | 'server' | 'fault';
type Column = readonly [title: string, cell: (counts: readonly Counts[]) => string];

const columns: readonly Column[] = [
  ['runs', (all) => String(all.length)],
  ['sent', (all) => spread(all.map(({ sent }) => sent))],
  ['again', (all) => spread(all.map(({ again }) => again))],
  ['acked', (all) => spread(all.map(({ acked }) => acked))],
  ['refused', (all) => spread(all.map(({ refused }) => refused))],
  ['cut', (all) => spread(all.map(({ cut }) => cut))],
  ['lost', (all) => zero(all.map(({ lost, undone }) => lost + undone))],
  ['twice', (all) => zero(all.map(({ doneTwice }) => doneTwice))],
  ['begun again', (all) => spread(all.map(({ begunAgain }) => begunAgain))],
  ['connections lost', (all) => spread(all.map(({ absences }) => absences))],
  ['recovered', (all) => spread(all.map(({ recovered }) => recovered))],
  ['of those missed', (all) => zero(all.map(({ missedThoughRecovered }) => missedThoughRecovered))],
  [
    'missed, %',
    (all) =>
      spread(
        all.map(({ missed, toHear }) => (100 * missed) / toHear),
        1,
      ),
  ],
  ['never back', (all) => zero(all.map(({ neverBack }) => neverBack))],
  ['died', (all) => zero(all.map(({ deaths }) => deaths.length))],
  [
    '99 % back, s',
    (all) =>
      spread(
        all.map(({ backAfterMs }) => (backAfterMs ?? Infinity) / 1_000),
        1,
      ),
  ],
  ['left over', (all) => [...new Set(all.flatMap(({ left }) => left))].join('; ') || 'nothing'],
];

/**
 * A table in Markdown: a line for each server, adapter and fault, with all of their runs.
 *
 * @param wanted lines that are there without a run, too
 */
export function table(
  rows: readonly Row[],
  head: readonly Name[] = ['fault', 'adapter', 'server'],
  wanted: readonly Pick<Row, Name>[] = [],
): string {
  const groups = new Map<string, Row[]>(wanted.map((each) => [head.map((name) => each[name]).join(), []]));
  for (const row of rows) {
    const key = head.map((name) => row[name]).join();
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  const lines = [...groups].map(([key, of]) => [
    ...key.split(','),
    ...columns.map(([, cell], column) => (column > 0 && of.length === 0 ? '' : cell(of.map(({ counts }) => counts)))),
  ]);
  return align([[...head, ...columns.map(([title]) => title)], ...lines], head.length);
}

/** Numbers of all runs: the least and the most. */
function spread(numbers: readonly number[], digits = 0): string {
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)].map((number) =>
    Number.isFinite(number) ? number.toFixed(digits) : 'never',
  );
  return least === most ? `${least}` : `${least}–${most}`;
}

/** The sum of what has to be 0. */
function zero(numbers: readonly number[]): string {
  const sum = numbers.reduce((total, number) => total + number, 0);
  return sum === 0 ? '0' : `**${sum}**`;
}

/** @param texts how many columns are of texts: those of numbers are set to the right */
export function align([header = [], ...lines]: readonly (readonly string[])[], texts: number): string {
  const widths = header.map((_, column) => Math.max(3, ...[header, ...lines].map((line) => line[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string => {
    const padded = cells.map((cell, column) =>
      column < texts ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
    );
    return `| ${padded.join(' | ')} |`;
  };
  const rule = widths.map((width, column) => (column < texts ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  return [line(header), line(rule), ...lines.map(line)].join('\n');
}
