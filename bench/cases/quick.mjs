import { cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { handWritten, library, nullRun } from '../harness/contenders.mjs';
import { acked, exchanges } from './dispatch.mjs';

const dist = join(import.meta.dirname, '..', 'dist');
const kept = join(dist, 'kept');

/** Keeps the compiled library as it is, for {@link quick} to compare a later one with. */
export function keep() {
  for (const part of ['src', 'bench']) cpSync(join(dist, part), join(kept, part), { recursive: true });
}

/** For before and after a change: under a minute. */
export async function quick(bench) {
  for (const inFlight of [1, 8]) {
    const what = `acked message, ${inFlight} in flight`;
    const comparison = { load: (server) => acked(server, inFlight), exchanges };
    await bench.compare(what, { subject: library(), against: handWritten(), ...comparison, target: 0.8 });
    if (existsSync(kept)) {
      const before = { ...library(), label: 'this library, as kept', build: kept };
      await bench.compare(what, { subject: library(), against: before, ...comparison });
    }
  }
  const load = (server) => acked(server, 8);
  await bench.compare('acked message, 8 in flight', { ...nullRun(), load, exchanges });
}
