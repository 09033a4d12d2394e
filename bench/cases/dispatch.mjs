import { bareWs, handWritten, library, nest, nullRun, socketControllers } from '../harness/contenders.mjs';
import { body, exchangesOf, frame } from '../harness/frames.mjs';
import { Requests } from '../harness/requests.mjs';

/** A validated message that is acknowledged with itself. */
export async function dispatch(bench) {
  for (const inFlight of [1, 8]) {
    const what = `acked message, ${inFlight} in flight`;
    const comparison = { load: (server) => acked(server, inFlight), exchanges };
    await bench.compare(what, { subject: library(), against: handWritten(), ...comparison, target: 0.8 });
    await bench.compare(what, { subject: library(), against: nest(), ...comparison, target: 0.45 });
    await bench.compare(what, { subject: nest(), against: handWritten(), ...comparison });
    await bench.compare(what, { subject: socketControllers(), against: handWritten(), ...comparison });
    await bench.compare(what, { subject: bareWs(), against: handWritten(), load: comparison.load });
    await bench.compare(what, { ...nullRun(), ...comparison });
  }
}

export const exchanges = exchangesOf();

/** Four clients, each with so many messages in flight. */
export function acked(server, inFlight) {
  const speech =
    server.server === 'bare-ws'
      ? { frame: JSON.stringify([7, 'message', body]), answer: '[7' }
      : { frame: frame([body]), answer: '437' };
  return Requests.open(server, { ...speech, inFlight });
}
