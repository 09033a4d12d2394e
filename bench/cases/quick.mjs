import { handWritten, library, nullRun } from '../harness/contenders.mjs';
import { keptLibrary } from '../harness/kept.mjs';
import { againstKept } from './connect.mjs';
import { acked, exchanges } from './dispatch.mjs';

/** For before and after a change: about three minutes. */
export async function quick(bench) {
  const before = keptLibrary();
  for (const inFlight of [1, 8]) {
    const what = `acked message, ${inFlight} in flight`;
    const comparison = { load: (server) => acked(server, inFlight), exchanges };
    await bench.compare(what, { subject: library(), against: handWritten(), ...comparison, target: 0.8 });
    if (before) await bench.compare(what, { subject: library(), against: before, ...comparison });
  }
  await againstKept(bench);
  const load = (server) => acked(server, 8);
  await bench.compare('acked message, 8 in flight', { ...nullRun(), load, exchanges });
}
