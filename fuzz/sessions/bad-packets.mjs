import { encodeFrame } from '../wire/websocket-frames.mjs';
import { acknowledgement, connect, event, prefix } from '../packets/encode.mjs';
import { mutated } from '../packets/mutate.mjs';
import { nested, oddKeys } from '../packets/values.mjs';
import { anyCall } from './events.mjs';
import { persistently } from './persistently.mjs';

const namespaces = ['/', '/schemas', '/serial', '/relay', '/echo'];

export async function mutatedPackets(visitor) {
  const { random } = visitor;
  await persistently(
    visitor,
    namespaces,
    visitor.budget / 4,
    async (client) => {
      const id = random.chance(0.5) ? random.below(100) : '';
      const [packet, ...bytes] = event(anyCall(random), { namespace: random.pick(namespaces), id });
      await client.send(mutated(random, packet), ...bytes);
    },
    0.5,
  );
}

export async function randomBytes(visitor) {
  const { random } = visitor;
  await persistently(visitor, namespaces, visitor.budget / 10, async (client) => {
    const bytes = random.bytes(random.pick([0, 1, 2, 10, 300]));
    await client.send(random.pick([bytes, bytes.toString('latin1'), `4${random.text(8)}`, `42${random.text(8)}`]));
  });
}

/** Many arguments, of events and of acknowledgements: socket.io applies them to functions. */
export async function manyArguments(visitor) {
  const { random } = visitor;
  await persistently(visitor, namespaces, visitor.budget / 20, async (client) => {
    const count = random.pick([60, 63, 64, 65, 66, 200, 2_000, 40_000, 65_536, 70_000, 126_000]);
    const namespace = random.pick(namespaces);
    const args = Array(count).fill(1);
    const name = random.pick(['hello', 'raw', 'spread', 'step', 'nobody']);
    const id = random.chance(0.5) ? 1 : '';
    if (random.chance(0.7)) await client.send(...event([name, ...args], { namespace, id }));
    else {
      await client.send(...event(['ask']));
      await client.send(...acknowledgement(args, { id: random.below(3) }));
    }
  });
}

/** Nested deeper than what walks over values can go: in events, acknowledgements and `auth`. */
export async function deepNesting(visitor) {
  const { random } = visitor;
  await persistently(visitor, namespaces, visitor.budget / 20, async (client) => {
    const json = nested(random, random.pick([20, 90, 100, 101, 150, 2_300, 8_000, 60_000]));
    const namespace = random.pick(namespaces);
    const name = random.pick(['echo', 'spread', 'any', 'tree', 'step', 'raw']);
    await client.send(
      random.pick([
        `42${prefix(namespace)}["${name}",${json}]`,
        `42${prefix(namespace)}7["${name}",${json}]`,
        `451-${prefix(namespace)}["${name}",${json},{"_placeholder":true,"num":0}]`,
        `43${prefix(namespace)}0[${json}]`,
        `40${prefix(random.pick(namespaces))}{"token":${json}}`,
      ]),
    );
  });
}

/** Names of events: reserved, inherited, numbers, none, long ones. */
export async function oddNames(visitor) {
  const { random } = visitor;
  const names = [
    ...oddKeys,
    'connect',
    'disconnect',
    'disconnecting',
    'error',
    'connect_error',
    'newListener',
    'removeListener',
  ];
  await persistently(visitor, namespaces, visitor.budget / 4, async (client) => {
    const name = random.pick([
      () => random.pick(names),
      () => random.pick([1, 0, null, true, [], {}, ['hello'], -1.5]),
      () => random.text(random.pick([1, 100, 127, 128, 129, 256, 257, 1_000])),
      () => 'n'.repeat(random.pick([5_000, 100_000])),
    ])();
    const id = random.chance(0.3) ? random.pick([0, 1, 2 ** 31, '9'.repeat(20), '00', '1e3']) : '';
    await client.send(...event([name, 1], { namespace: random.pick(namespaces), id }));
  });
}

/** Attachments that do not fit their placeholders, that never come, or come unasked. */
export async function attachments(visitor) {
  const { random } = visitor;
  await persistently(visitor, namespaces, visitor.budget / 8, async (client) => {
    const count = random.pick([0, 1, 1, 2, 3, 11, 1_000, 99_999_999, -1, '1e3', '']);
    const num = random.pick([0, 1, 2, -1, 1e9, '0', null, 0.5]);
    const placeholder = JSON.stringify({ _placeholder: random.pick([true, true, 1, 'true']), num });
    const namespace = prefix(random.pick(namespaces));
    await client.send(
      `4${random.pick([5, 5, 6])}${count}-${namespace}${random.pick(['', 1])}["binary",${placeholder},${placeholder}]`,
    );
    for (let left = random.below(3); left > 0; left -= 1) await client.send(random.bytes(random.below(20)));
    if (random.chance(0.3)) await client.send(...event(anyCall(random)));
  });
}

/** Acknowledgements of what was asked, several times, and of what never was. */
export async function acknowledgements(visitor) {
  const { random } = visitor;
  await persistently(visitor, namespaces, visitor.budget / 4, async (client) => {
    client.onPacket = (packet) => {
      const id = /^42(\d+)\["question"/.exec(packet)?.[1];
      for (let left = random.below(3); id && left > 0; left -= 1) void client.send(...acknowledgement([left], { id }));
    };
    if (random.chance(0.5)) await client.send(...event(['ask'], { id: random.below(9) }));
    else
      await client.send(
        `4${random.pick([3, 6])}${random.pick(['', 0, 5, '1-', '-1', '99999999999999'])}${random.pick(['', '[]', '{}', '[1,2]', 'null'])}`,
      );
  });
}

/** Frames that RFC 6455 forbids, and some that it does not. */
export async function badFrames(visitor) {
  if (visitor.transport === 'polling') return;
  const { random } = visitor;
  await persistently(visitor, namespaces, visitor.budget / 20, async (client) => {
    const [packet] = event(anyCall(random));
    visitor.sent += 1;
    await client.connection.sendRaw(
      random.pick([
        () => encodeFrame(packet, { reserved: random.between(1, 7) }),
        () => encodeFrame(packet, { opcode: random.between(3, 15) }),
        () => encodeFrame(packet, { masked: false }),
        () => encodeFrame(packet, { fin: false }),
        () => encodeFrame('', { opcode: 0 }),
        () => encodeFrame(packet, { length: random.pick([2 ** 20, 2 ** 31, 2 ** 47]) }),
        () => encodeFrame(random.bytes(200), { opcode: random.pick([8, 9, 10]) }),
        () => encodeFrame(random.bytes(random.below(100)), { opcode: 1 }),
        () => encodeFrame(Buffer.from([3, random.below(256)]), { opcode: 8 }),
        () => random.bytes(random.below(50)),
      ])(),
    );
  });
}

export async function bigPackets(visitor) {
  const { random } = visitor;
  await persistently(visitor, namespaces, Math.ceil(visitor.budget / 200), async (client) => {
    const size = random.pick([15_000, 30_000, 500_000, 999_900, 1_000_100, 3_000_000]);
    await client.send(
      random.pick([event(['any', 'x'.repeat(size)])[0], connect('/guarded', { token: 'x'.repeat(size) })]),
    );
  });
}
