import { handWritten, library, nest, nullRun } from '../harness/contenders.mjs';
import { body, exchangesOf, frame, inputs, TOKEN } from '../harness/frames.mjs';
import { Requests } from '../harness/requests.mjs';

/** The same, behind a guard that reads the handshake and inside an interceptor that takes the time. */
export async function around(bench) {
  const does = { does: 'around' };
  for (const inFlight of [1, 8]) {
    const what = `acked message with guard and interceptor, ${inFlight} in flight`;
    const load = (server) => Requests.open(server, { frame: frame([body]), answer: '437', auth: TOKEN, inFlight });
    const comparison = { load, exchanges };
    await bench.compare(what, { subject: library(does), against: handWritten(does), ...comparison, target: 0.95 });
    await bench.compare(what, { subject: library(does), against: nest(does), ...comparison, target: 0.45 });
    await bench.compare(what, { ...nullRun(does), ...comparison });
  }
}

const exchanges = [
  { name: 'of a stranger', frame: frame([body]) },
  { name: 'of a stranger, incomplete', frame: frame(inputs.incomplete) },
  ...exchangesOf({ auth: TOKEN }),
];
