import { handWritten, library } from '../harness/contenders.mjs';
import { acked, exchanges } from './dispatch.mjs';

/** What each of the two shortcuts is worth: the same messages with one of them off, and with both. */
export async function variants(bench) {
  const off = [
    ['without coalescing', { coalesceWrites: false }],
    ['without fast validation', { fastValidation: false }],
    ['with neither', { coalesceWrites: false, fastValidation: false }],
  ];
  for (const inFlight of [1, 8]) {
    for (const [name, attach] of off) {
      await bench.compare(`acked message, ${inFlight} in flight`, {
        subject: library({ attach }, `this library ${name}`),
        against: handWritten(),
        load: (server) => acked(server, inFlight),
        exchanges,
      });
    }
  }
}
