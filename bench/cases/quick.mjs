import { cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { handWritten, library, nullRun } from '../harness/contenders.mjs';
import { arrivals, CONNECT } from './connect.mjs';
import { acked, exchanges } from './dispatch.mjs';

const dist = join(import.meta.dirname, '..', 'dist');
/** Where the library is kept. */
export const kept = join(dist, 'kept');

/** Keeps the compiled library as it is, for {@link quick} to compare a later one with. */
export function keep() {
  for (const part of ['src', 'bench']) cpSync(join(dist, part), join(kept, part), { recursive: true });
}

/** For before and after a change: about two minutes. */
export async function quick(bench) {
  const before = existsSync(kept) ? { ...library(), label: 'this library, as kept', build: kept } : undefined;
  for (const inFlight of [1, 8]) {
    const what = `acked message, ${inFlight} in flight`;
    const comparison = { load: (server) => acked(server, inFlight), exchanges };
    await bench.compare(what, { subject: library(), against: handWritten(), ...comparison, target: 0.8 });
    if (before) await bench.compare(what, { subject: library(), against: before, ...comparison });
  }
  if (before) await bench.compare(CONNECT, { subject: library(), against: before, load: arrivals, exchanges });
  const load = (server) => acked(server, 8);
  await bench.compare('acked message, 8 in flight', { ...nullRun(), load, exchanges });
}
