import { handWritten, library, nest, nullRun } from '../harness/contenders.mjs';
import { frame, inputs } from '../harness/frames.mjs';
import { Requests } from '../harness/requests.mjs';
import { exchanges } from './dispatch.mjs';

/** A message that breaks three rules: answered with an `error` event and an acknowledgement that says which. */
export async function rejected(bench) {
  const what = 'rejected message, 8 in flight';
  const refused = { frame: frame(inputs['of wrong types']), answer: '437', inFlight: 8 };
  const comparison = { load: (server) => Requests.open(server, refused), exchanges };
  await bench.compare(what, { subject: library(), against: handWritten(), ...comparison });
  await bench.compare(what, { subject: library(), against: nest(), ...comparison });
  await bench.compare(what, { ...nullRun(), ...comparison });
}
