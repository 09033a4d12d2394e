/**
 * Lets a cluster run into faults, and counts what its clients see of it.
 *
 *   npm run faults                                      every adapter and every fault, about an hour
 *   npm run faults -- --adapter redis --fault kill      some; several with commas between them
 *   npm run faults -- --server library                  without socket.io by hand beside it
 *   npm run faults -- --clients 100 --runs 3 --seed 7   fewer clients; each three times; other victims
 *   npm run faults -- --short                           one adapter, two faults, under a minute
 *   npm run faults -- --keep runs.jsonl                 adds each run to a file
 *   npm run faults -- --keep runs.jsonl --resume        and leaves out those that are there
 *   npm run faults -- --page runs.jsonl                 writes bench/faults.md from it
 */
import 'reflect-metadata';
import { appendFileSync, existsSync } from 'node:fs';
import { broken } from './counts';
import { canBefall, type Options, readOptions } from './options';
import { readKept, writePage } from './report/page';
import { type Row, table } from './report/table';
import { run } from './run';
import type { RunOptions } from './run';

/** More than any run takes, in milliseconds. */
const LIMIT_MS = 300_000;
/** A run during which this process did not run for so many milliseconds is made again. */
const STOOD_STILL_MS = 2_500;
const TRIES = 3;
/** What makes two runs the same one. */
const sameRun = ['server', 'adapter', 'fault', 'clients', 'seed'] as const;

const options = readOptions();
const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => interrupted.abort(new Error(`Ended by ${signal}`)));
}
main(options).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});

async function main({ page, keep }: Options): Promise<never> {
  if (page) {
    writePage(readKept(page));
    process.exit(0);
  }
  const rows: Row[] = [];
  let hasFailed = false;
  for (const each of runsOf(options)) {
    const row = await undisturbed(each).catch((error: unknown) => {
      interrupted.signal.throwIfAborted();
      console.log(`${each.server}, ${each.adapter}, ${each.fault}: FAILED: ${String(error)}\n`);
    });
    hasFailed ||= !row;
    if (!row) continue;
    rows.push(row);
    console.log(`${summary(row)}\n`);
    if (keep) appendFileSync(keep, `${JSON.stringify(row)}\n`);
  }
  console.log(table(rows));
  const holds = !hasFailed && rows.every(({ server, counts }) => server !== 'library' || broken(counts).length === 0);
  console.log(holds ? '\nWhat must hold holds' : '\nWhat must hold does not hold');
  process.exit(holds ? 0 : 1); // connections that are given up may be left
}

function runsOf({ servers, adapters, faults, runs, clients, seed, times, keep, resume }: Options): RunOptions[] {
  const signal = interrupted.signal;
  const kept = keep && resume && existsSync(keep) ? readKept(keep) : [];
  const isDone = (run: RunOptions): boolean => kept.some((row) => sameRun.every((name) => row[name] === run[name]));
  const cells = adapters.flatMap((adapter) =>
    faults.filter((fault) => canBefall(fault, adapter)).map((fault) => ({ adapter, fault })),
  );
  return Array.from({ length: runs }, (_, index) => seed + index).flatMap((seed) =>
    cells
      .flatMap((cell) => servers.map((server) => ({ server, ...cell, clients, seed, times, signal })))
      .filter((run) => !isDone(run)),
  );
}

/**
 * Once more where this process was stopped meanwhile, as then nobody has counted.
 *
 * @throws Error where that was so each time: such a run says nothing, and is not kept
 */
async function undisturbed({ signal, ...wanted }: RunOptions): Promise<Row> {
  const { server, adapter, fault, seed, clients } = wanted;
  for (let tries = 0; tries < TRIES; tries += 1) {
    const counts = await run({ ...wanted, signal: AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]) });
    if (counts.stoodStillMs < STOOD_STILL_MS) return { server, adapter, fault, seed, clients, counts };
    console.log(`${server}, ${adapter}, ${fault}: not counted, as the bench stood still for ${counts.stoodStillMs} ms`);
  }
  throw new Error(`In ${TRIES} runs the machine had no time for the bench`);
}

function summary({ server, adapter, fault, seed, counts }: Row): string {
  const bad = broken(counts);
  const { sent, acked, refused, cut, missed, toHear, recovered, absences, reasons, backAfterMs } = counts;
  const why = Object.entries(reasons).map(([reason, number]) => `${number} ${reason}`);
  return [
    `${server}, ${adapter}, ${fault}, seed ${seed}: ${bad.length > 0 ? 'BROKEN' : 'holds'}`,
    `  ${sent} requests: ${acked} acked, ${refused} refused, ${cut} cut; ${missed} of ${toHear} broadcasts missed`,
    `  ${absences} lost connections (${why.join(', ')}), ${recovered} recovered; 99 % back after ${backAfterMs ?? '∞'} ms`,
    ...bad.map((what) => `  ${what}`),
  ].join('\n');
}
