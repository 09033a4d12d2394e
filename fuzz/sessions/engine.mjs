import { event } from '../packets/encode.mjs';
import { anyCall } from './events.mjs';

const PATIENCE_MS = 3_000;

/** Bodies of POSTs that are not quite payloads of engine.io. */
export async function oddPayloads(visitor) {
  const { random } = visitor;
  for (let left = visitor.budget / 20; left > 0; left -= 1) {
    const client = await visitor.open({ transport: 'polling' });
    if (!client) return;
    await client.connect('/');
    const good = event(anyCall(random))[0];
    const parts = Array.from({ length: random.pick([1, 2, 5, 300]) }, () =>
      random.pick([
        good,
        '',
        '2',
        '2probe',
        '3',
        '5',
        '6',
        '0{}',
        '9',
        'b',
        'b!!!!',
        'bAAAA',
        '4',
        '\x1e',
        random.text(5),
      ]),
    );
    visitor.sent += parts.length;
    const type = random.pick([
      'text/plain;charset=UTF-8',
      'application/octet-stream',
      'application/json',
      '',
      'text/plain;charset=UTF-16',
    ]);
    await client.connection.post(parts.join('\x1e'), { 'Content-Type': type });
    await client.connection.close();
  }
}

/** Clients that never read, that never answer a ping, or that are gone without a word. */
export async function vanishing(visitor) {
  const { random } = visitor;
  visitor.path = '/brief';
  const client = await visitor.enter('/', '/echo', '/rooms/3');
  if (!client) return;
  client.connection.answersPings = random.chance(0.3);
  if (random.chance(0.5)) client.connection.pause?.();
  for (let left = visitor.budget / 4; left > 0 && client.isOpen; left -= 1) {
    await client.send(...event(random.pick([['count', 50], ['announce', 1], ['slow', 50], ['join', 'ab'], ['ask']])));
  }
  await Promise.race([client.connection.flush(), client.next(() => false, PATIENCE_MS)]);
  if (client.connection.vanish) await client.connection.vanish();
  else await client.connection.close();
}
