import { clearTimeout, setTimeout } from 'node:timers';
import { setTimeout as pause } from 'node:timers/promises';
import { LightClient, startsWith } from './light-client.mjs';

const PATIENCE_MS = 5_000;
const QUIET_MS = 100;

/**
 * @typedef {object} Exchange
 * @property {string} name
 * @property {string} frame what the client sends
 * @property {object} [auth] what it has connected with
 * @property {string[]} [except] servers that cannot answer as the others do; the case says why
 */

/**
 * No server is to be faster because it does less: they answer the same bytes for the same input.
 *
 * @param {import('./server-process.mjs').ServerProcess[]} servers
 * @param {Exchange[]} exchanges
 */
export async function assertSameAnswers(servers, exchanges) {
  for (const { name, frame, auth, except = [] } of exchanges) {
    const asked = servers.filter(({ server }) => !except.includes(server));
    const answers = await Promise.all(asked.map((server) => answersOf(server, frame, auth)));
    for (const [index, answer] of answers.entries()) {
      if (answer !== '' && answer === answers[0]) continue;
      const [first, other] = [asked[0].server, asked[index].server];
      throw new Error(`A message ${name}: ${first} answers\n${answers[0]}\nand ${other}\n${answer}`);
    }
  }
}

/** All that comes back until nothing more does; the acknowledgement, if there is to be one, is waited for longer. */
async function answersOf(server, frame, auth) {
  const client = await LightClient.connect(server, auth);
  const frames = [];
  const awaited = /^42\d/.test(frame) ? '43' : '42';
  await new Promise((resolve) => {
    const timer = setTimeout(resolve, PATIENCE_MS);
    client.onFrame = (each) => {
      frames.push(String(each));
      if (!startsWith(each, awaited)) return;
      clearTimeout(timer);
      resolve();
    };
    client.send(frame);
  });
  let seen;
  do {
    seen = frames.length;
    await pause(QUIET_MS);
  } while (frames.length > seen);
  client.leave();
  await server.deserted();
  return frames.join('\n');
}
