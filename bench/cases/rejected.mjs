import { summary } from '../harness/compare.mjs';
import { badPayloads } from '../harness/bad-payloads.mjs';
import { handWritten, library, nest, nullRun } from '../harness/contenders.mjs';
import { frame, inputs } from '../harness/frames.mjs';
import { LightClient, startsWith } from '../harness/light-client.mjs';
import { Requests } from '../harness/requests.mjs';
import { ServerProcess } from '../harness/server-process.mjs';
import { exchanges } from './dispatch.mjs';

const ACK = '437';

/**
 * A message that breaks three rules: answered with an `error` event and an acknowledgement that says which. Then
 * payloads of all sizes, against what people write by hand: Joi stops at the first mistake, zod never does.
 */
export async function rejected(bench) {
  const what = 'rejected message, 8 in flight';
  const refused = { frame: frame(inputs['of wrong types']), answer: ACK, inFlight: 8 };
  const comparison = { load: (server) => Requests.open(server, refused), exchanges };
  await bench.compare(what, { subject: library(), against: handWritten(), ...comparison });
  await bench.compare(what, { subject: library(), against: nest(), ...comparison });
  await bench.compare(what, { ...nullRun(), ...comparison });

  for (const validator of ['joi', 'zod']) {
    for (const name of Object.keys(badPayloads)) {
      if (validator === 'zod' && name === 'rows of nothing') continue;
      for (const kilobytes of [1, 10, 100, 900]) await ofSize(bench, validator, name, kilobytes);
    }
  }
}

async function ofSize(bench, validator, name, kilobytes) {
  const { shape, make } = badPayloads[name];
  const what = `rejected by ${validator}: ${kilobytes} kB, ${name}`;
  const scenario = { does: 'refuse', library: validator, shape };
  const contenders = { subject: library(scenario), against: handWritten(scenario) };
  const refused = { frame: frame([make(kilobytes * 1_000 - 20)]), answer: ACK, inFlight: 1, clients: 1 };

  const [ours, theirs] = await Promise.all(
    Object.values(contenders).map((contender) => answeredBytes(contender, refused.frame)),
  );
  const bytes = summary(contenders.subject, contenders.against, [ours], [theirs]);
  bench.add(`${what}: answer`, bytes, { unit: 'bytes', costTarget: MOST_BYTES });
  const load = (server) => Requests.open(server, refused);
  await bench.compare(what, { ...contenders, load, warmUpMs: WARM_UP_MS, target: 2 });
}

/** One message at a time: until the code of both is compiled, the ratio says how much of it there is. */
const WARM_UP_MS = 8_000;

/** Of the `error` event and the acknowledgement: 8 kB each, and what is around them. */
const MOST_BYTES = 2 * 8_192;

/** How many bytes of answers come for a frame. */
async function answeredBytes(contender, sent) {
  const server = await ServerProcess.start(contender);
  const client = await LightClient.connect(server);
  let bytes = 0;
  await new Promise((resolve, reject) => {
    client.onFrame = (received) => {
      if (!String(received.subarray(0, 200)).includes('1007')) reject(new Error(`It is answered with ${received}`));
      bytes += received.length;
      if (startsWith(received, ACK)) resolve();
    };
    client.send(sent);
  });
  client.leave();
  await server.stop();
  return bytes;
}
