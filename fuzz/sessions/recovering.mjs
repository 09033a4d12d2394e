import { connect, event } from '../packets/encode.mjs';
import { anyValue } from '../packets/values.mjs';

const PATIENCE_MS = 2_000;
/** Half of what the server waits for a client to come back. */
const IN_TIME_MS = 200;

/** Sessions that are lost and come back: as they should, as somebody else, twice at once, or after all too long. */
export async function recovery(visitor) {
  visitor.path = '/recovery';
  const { random } = visitor;
  for (let round = 0; round < visitor.budget / 100; round += 1) {
    const namespace = random.pick(['/', '/guarded', '/rooms/7', '/names/a']);
    const auth = namespace === '/guarded' ? { token: visitor.server.token } : {};
    const session = await begun(visitor, namespace, auth);
    if (!session) continue;
    if (random.chance(0.5)) await comeBack(visitor, namespace, auth, session);
    else await forge(visitor, namespace, auth, session);
  }
}

/** A session with rooms and some events, whose connection is lost. */
async function begun(visitor, namespace, auth) {
  const client = await visitor.open();
  const offsets = [];
  if (!client) return undefined;
  client.onPacket = (packet) => {
    const offset = /^42.*"([^"]+)"\]$/.exec(packet)?.[1];
    if (offset) offsets.push(offset);
  };
  const connected = await client.connect(namespace, auth);
  const pid = /"pid":"([^"]+)"/.exec(connected ?? '')?.[1];
  if (!pid) return undefined;
  await client.ask([['join', 'ab'], ['announce', 1], ['hello']], namespace);
  if (!client.isOpen) return undefined;
  await client.connection.close();
  return { pid, offset: offsets.at(-1), lostAt: Date.now() };
}

async function comeBack(visitor, namespace, auth, { pid, offset, lostAt }) {
  const client = await visitor.open();
  const answer = await client?.connect(namespace, { ...auth, pid, ...(offset && { offset }) });
  const inTime = Date.now() - lostAt < IN_TIME_MS;
  if (answer?.startsWith('44')) visitor.found.push(`a client that came back was refused: ${answer}`);
  else if (answer && inTime && offset && !answer.includes(pid))
    visitor.found.push(`a session of ${namespace} was lost`);
  await client?.ask([['hello']], namespace);
}

async function forge(visitor, namespace, auth, { pid, offset }) {
  const { random } = visitor;
  const clients = await Promise.all([visitor.open(), visitor.open()]);
  for (const client of clients) {
    const made = random.pick([
      { pid, offset },
      { pid, offset: random.pick([0, '', null, [], {}, '__proto__', 'x'.repeat(1_000)]) },
      { pid: random.pick([1, '', '__proto__', {}, [pid], pid.slice(1), 'y'.repeat(1_000)]), offset },
      { pid: anyValue(random, 1), offset: anyValue(random, 1) },
    ]);
    await client?.send(connect(namespace, { ...auth, ...made }));
    await client?.send(...event(['hello'], { namespace, id: 1 }));
    await client?.connection.flush();
  }
  await Promise.all(clients.map((client) => client?.next((packet) => /^4[034]/.test(packet), PATIENCE_MS)));
}
