import { event } from '../packets/encode.mjs';
import { near } from '../packets/near.mjs';
import { anyValue } from '../packets/values.mjs';
import { persistently } from './persistently.mjs';

const CHUNK = 100;
/** What is sent before somebody looks whether the server has closed the connection. */
const FEW = 20;

/** What the open events of the fixture take, right as it is. */
const calls = [
  (random) => ['hello', random.below(9)].slice(0, random.between(1, 2)),
  (random) => ['join', random.word(2)],
  (random) => ['leave', random.word(2)],
  (random) => ['tell', { room: random.word(2), count: random.below(99) }],
  (random) => ['announce', random.below(99)],
  (random) => ['count', random.below(20)],
  (random) => ['slow', random.below(60)],
  () => ['limited'],
  () => ['later'],
  (random) => ['raw', ...Array.from({ length: random.below(9) }, (_, index) => index)],
  () => ['fail'],
  () => ['refuse'],
  (random) => ['unsendable', random.chance(0.5)],
  (random) => [random.word(4)],
];

export function anyCall(random) {
  return random.pick(calls)(random);
}

/** Events as they should be: each is acknowledged once, with a result or with an error. */
export async function wellFormed(visitor) {
  const client = await visitor.enter('/');
  if (!client) return;
  for (let left = visitor.budget; left > 0 && client.isOpen; left -= CHUNK) {
    await client.ask(Array.from({ length: CHUNK }, () => anyCall(visitor.random)));
  }
  if (!client.isOpen && !visitor.hasLeft) visitor.found.push('a client that sent nothing wrong was closed');
}

/** Payloads near each schema: the server checks with plain Joi whatever its handlers get. */
export async function nearSchemas(visitor) {
  const { random } = visitor;
  const namespace = '/schemas';
  const draw = () => {
    const { name, valid } = random.pick(visitor.server.events);
    let value = random.pick(valid);
    for (let changes = random.pick([0, 1, 1, 1, 2]); changes > 0; changes -= 1) value = near(random, value);
    return [name, value].slice(0, random.chance(0.02) ? 1 : 2).concat(random.chance(0.02) ? [anyValue(random)] : []);
  };
  const send = async (client) => {
    const sent = Array.from({ length: FEW }, draw);
    for (const args of sent) await client.send(...event(args, { namespace }));
    const asked = Array.from({ length: FEW }, draw);
    await client.ask(asked, namespace);
    blameForClosing(client, [...sent, ...asked]);
  };
  await persistently(visitor, [namespace], visitor.budget / FEW, send, 0);
}

/** Any values for every namespace that takes them, as events and through the adapter to others. */
export async function anyValues(visitor) {
  const { random } = visitor;
  const namespaces = ['/relay', '/serial', '/echo'];
  const draw = (namespace) => {
    // What comes back from /echo is its own: nothing there may look like a leak.
    const values = Array.from({ length: random.below(4) }, () =>
      namespace === '/echo' ? random.bytes(9) : anyValue(random),
    );
    return [random.pick(['step', 'echo', 'spread', random.text(5)]), ...values];
  };
  const send = async (client) => {
    const sent = [];
    for (let count = FEW; count > 0; count -= 1) {
      const namespace = random.pick(namespaces);
      const args = draw(namespace);
      sent.push(args);
      await client.send(...event(args, { namespace, id: random.chance(0.3) ? random.below(1_000) : '' }));
    }
    await client.settle();
    blameForClosing(client, sent);
  };
  await persistently(visitor, namespaces, (4 * visitor.budget) / FEW, send, 0);
}

/** Two things alone end the connection of such events: too many attachments, and bytes beside a name for a prototype. */
function blameForClosing(client, sent) {
  const isReason = (args) => {
    const attachments = event(args).length - 1;
    return attachments > 10 || (attachments > 0 && JSON.stringify(args).includes('"__proto__"'));
  };
  client.hasSentReason ||= sent.some(isReason); // a busy server may read it later
  if (!client.isOpen && !client.visitor.hasLeft && !client.hasSentReason)
    client.visitor.found.push(`a client was closed for ${JSON.stringify(sent).slice(0, 2_000)}`);
}

/** More than limits and queues take, then nobody is there any more. */
export async function floods(visitor) {
  const { random } = visitor;
  const client = await visitor.enter('/', '/serial');
  const [args, namespace] = random.pick([
    [['limited'], '/'],
    [['slow', 80], '/'],
    [['count', 50], '/'],
    [['ask'], '/'],
    [['step', 1], '/serial'],
  ]);
  for (let id = 0; id < visitor.budget && client?.isOpen; id += 1) await client.send(...event(args, { namespace, id }));
  await client?.connection.flush();
}
