import { handWritten, library, nest, nullRun } from '../harness/contenders.mjs';
import { body, exchangesOf, frame } from '../harness/frames.mjs';
import { Requests } from '../harness/requests.mjs';

/** A message without an acknowledgement, answered with an event. */
export async function emit(bench) {
  const does = { does: 'emit' };
  const what = 'message answered with an event, 8 in flight';
  const unacked = { frame: frame([body], { acked: false }), answer: '42["reply"', inFlight: 8 };
  const comparison = { load: (server) => Requests.open(server, unacked), exchanges };
  await bench.compare(what, { subject: library(does), against: handWritten(does), ...comparison });
  await bench.compare(what, { subject: library(does), against: nest(does), ...comparison });
  await bench.compare(what, { ...nullRun(does), ...comparison });
}

const exchanges = exchangesOf({ acked: false });
