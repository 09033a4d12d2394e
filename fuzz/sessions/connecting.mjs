import { connect, disconnect, event } from '../packets/encode.mjs';
import { anyValue, nested } from '../packets/values.mjs';

/** How often something ends the connection. */
const FATAL = 0.02;

const names = ['/', '/guarded', '/schemas', '/serial', '/relay', '/echo', '/rooms/1', '/names/a', '/nowhere'];

/** CONNECTs of all kinds, more than anybody needs, and events in between. */
export async function connectStorm(visitor) {
  const { random } = visitor;
  for (let round = 0; round < 5; round += 1) {
    const client = await visitor.open();
    if (!client) return;
    const own = random.chance(0.5) ? [random.pick(names)] : names;
    for (let left = visitor.budget / 10; left > 0 && client.isOpen; left -= 1) {
      const name = random.pick(own);
      const packets = random.chance(FATAL) ? fatal(random, name) : harmless(client, name);
      await client.send(...packets);
      if (random.chance(0.05)) await client.settle();
    }
    await client.settle();
  }
}

/** What does not end the connection: the storm goes on. */
function harmless(
  {
    visitor: {
      random,
      server: { token },
    },
    inside,
  },
  name,
) {
  if (inside.delete(name))
    return random.pick([[disconnect(name)], event(['hello'], { namespace: name }).concat(disconnect(name))]);
  return random.pick([
    () => [connect(name)],
    () => [connect(name, {})],
    () => [connect(name, { token: random.pick(['wrong', '', null, token, [token], true]) })],
    () => [
      connect(name, Object.fromEntries([[random.pick(['token', 'pid', 'offset', '__proto__']), anyValue(random, 1)]])),
    ],
  ])();
}

/** An event before its client is in, or no JSON object: socket.io closes the connection. */
function fatal(random, name) {
  return random.pick([
    () => event(['hello'], { namespace: name, id: 1 }),
    () => [`40${name},${random.pick(['{', '[]', '"a"', '7', 'null', nested(random, 120)])}`],
  ])();
}

/** Events for what a guard stands before: with the wrong token, with none, before and after being let in. */
export async function intruders(visitor) {
  const { random } = visitor;
  const { token, key } = visitor.server;
  const client = await visitor.open();
  const inside = random.chance(0.5);
  const auth = inside
    ? { token }
    : random.pick([undefined, {}, { token: `${token} ` }, { token: [token] }, { token, more: 1 }]);
  const answer = await client?.connect('/guarded', auth);
  if (!inside && answer?.startsWith('40')) visitor.found.push(`a client was let in with ${JSON.stringify(auth)}`);
  for (let left = visitor.budget / 2; left > 0 && client?.isOpen; left -= 1) {
    const args = random.pick([
      () => ['whoami'],
      () => ['treasury', random.pick([key, key, `${key} `, [key], { key }, null, ''])],
      () => ['almost', ...Array(random.below(9)).fill(true)],
      () => ['throwing'],
      () => ['unsure'],
    ])();
    await client.send(...event(args, { namespace: '/guarded', id: random.below(100) }));
    if (left % 100 === 0) await client.connection.flush();
  }
  await client?.finish();
}

const parts = [...' * ? [a] %61bc abc % %zz %2F .. x é \\ " # $'.split(' '), ' ', '\n', 'a'.repeat(300)];

/** Names for patterns: what means something to adapters, to URLs, to regular expressions; many, and long ones. */
export async function patternNames(visitor) {
  const { random } = visitor;
  for (let round = 0; round < 4; round += 1) {
    const client = await visitor.open();
    for (let left = visitor.budget / 20; left > 0 && client?.isOpen; left -= 1) {
      const name = random.pick([
        () => `/rooms/${random.below(1_000)}`,
        () => `/rooms/${random.pick(parts)}`,
        () => `/names/${random.word(5)}`,
        () => `/names/${random.pick(parts)}${random.pick(parts)}`,
        () => `/names/x${random.word(3)}`,
        () => `/names/a/${random.pick(parts)}`,
        () => `//names/${random.word(1)}?${random.word(2)}`,
      ])();
      if (name.includes(',')) continue;
      if (random.chance(FATAL)) await client.send(...event(['hello'], { namespace: name, id: 1 }));
      if (random.chance(0.9)) await client.send(connect(name));
      else if ((await client.connect(name))?.startsWith('40'))
        await client.send(...event(['hello'], { namespace: name, id: 1 }));
      if (random.chance(0.5) && client.inside.delete(name)) await client.send(disconnect(name));
      if (random.chance(0.05)) await client.connection.flush();
    }
    await client?.settle();
    await client?.connection.close();
  }
}
