import { library } from '../harness/contenders.mjs';
import { keptLibrary } from '../harness/kept.mjs';
import { acked, exchanges } from './dispatch.mjs';

const WATCHED = {
  metrics: 'this library with metrics for Prometheus',
  spans: 'this library with the API of OpenTelemetry, without an SDK',
};

/** What it costs that somebody may watch events, and that somebody does. */
export async function watching(bench) {
  for (const inFlight of [1, 8]) {
    const what = `acked message, ${inFlight} in flight`;
    const comparison = { load: (server) => acked(server, inFlight), exchanges };
    const before = keptLibrary();
    if (before) {
      await bench.compare(what, { subject: library(), against: before, ...comparison, target: 1.01 });
    }
    for (const [watch, label] of Object.entries(WATCHED)) {
      await bench.compare(what, {
        subject: library({ watch }, label),
        against: library(),
        ...comparison,
        target: 1.05,
      });
    }
    await bench.compare(what, { subject: library({}, 'this library again'), against: library(), ...comparison });
  }
}
