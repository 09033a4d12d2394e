import { encodeFrame } from '../wire/websocket-frames.mjs';
import { HttpConnection } from '../wire/http.mjs';
import { event } from '../packets/encode.mjs';
import { anyCall } from './events.mjs';

const upgrade = {
  Connection: 'Upgrade',
  Upgrade: 'websocket',
  'Sec-WebSocket-Version': '13',
  'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
};

/** Handshakes that the middleware refuses, in all the ways that one may ask: none may open a session. */
export async function refusedHandshakes(visitor) {
  const { random } = visitor;
  for (let left = visitor.budget / 10; left > 0; left -= 1) {
    const parts = [
      'EIO=4',
      `transport=${visitor.transport}`,
      'refuse=1',
      ...random.pick([
        [],
        ['sid='],
        ['sid'],
        ['sid=', 'sid='],
        ['sid[]='],
        ['sid=%20'],
        ['sid=undefined'],
        ['sid[a]=1'],
        ['sid=__proto__'],
        ['sid=0'],
      ]),
      ...(random.chance(0.2) ? ['b64=1', 'j=0'] : []),
    ].sort(() => random.next() - 0.5);
    const connection = visitor.transport === 'polling' ? {} : upgrade;
    const answer = await request(
      visitor,
      'GET',
      `${visitor.path}${random.pick(['/', ''])}?${parts.join('&')}`,
      connection,
    );
    if (isIn(answer))
      visitor.found.push(`the middleware was passed with ?${parts.join('&')} over ${visitor.transport}`);
  }
}

/** Handshakes of pages from other places: none may open a session, whatever it says of itself. */
export async function foreignPages(visitor) {
  const { random, port } = visitor;
  const origins = [
    'https://evil.example',
    'null',
    'http://localhost.evil.example',
    'http://evil.example/localhost',
    'http://localhost@evil.example',
    `http://127.0.0.1:${port}.evil.example`,
    'http://localhost:1',
    'file://',
    'http://[',
    'localhost',
    'http://localhost, https://evil.example',
    'chrome-extension://abcdefgh',
  ];
  for (let left = visitor.budget / 20; left > 0; left -= 1) {
    const transport = random.pick(['polling', 'websocket']);
    const headers = {
      ...(transport === 'websocket' && upgrade),
      [random.pick(['Origin', 'origin', 'ORIGIN'])]: random.pick(origins),
      ...random.pick([
        {},
        { 'X-Forwarded-Host': 'evil.example' },
        { Forwarded: 'host=evil.example' },
        { Referer: 'http://localhost/' },
      ]),
    };
    const answer = await request(visitor, 'GET', `${visitor.path}/?EIO=4&transport=${transport}`, headers);
    if (isIn(answer)) visitor.found.push(`a page was let in over ${transport} with ${JSON.stringify(headers)}`);
  }
}

function isIn(answer) {
  return answer?.status === 101 || (answer?.status === 200 && answer.body.includes('"sid"'));
}

/** Requests below the path that are no handshake, or not quite. */
export async function oddRequests(visitor) {
  visitor.path = '/brief'; // where a session that somebody opens by mistake is soon over
  const { random } = visitor;
  for (let left = visitor.budget / 10; left > 0; left -= 1) {
    const method = random.pick(['GET', 'POST', 'PUT', 'OPTIONS', 'HEAD', 'DELETE', 'TRACE']);
    const query = [
      `EIO=${random.pick([4, 3, 5, '', '4&EIO=3', 'x'])}`,
      `transport=${random.pick(['polling', 'websocket', 'webtransport', '', '__proto__', 'constructor', 'polling&transport=websocket'])}`,
      `sid=${random.pick(['', 'x', '__proto__', 'constructor', random.word(20)])}`,
    ].filter(() => random.chance(0.8));
    const headers = random.pick([
      {},
      upgrade,
      { ...upgrade, Upgrade: random.pick(['h2c', 'WebSocket, h2c', '']) },
      { ...upgrade, 'Sec-WebSocket-Key': random.text(5).replaceAll(/[^ -~]/g, '') },
      { ...upgrade, 'Sec-WebSocket-Extensions': 'permessage-deflate; client_max_window_bits=99' },
      { Origin: 'https://evil.example', Cookie: 'io=1' },
    ]);
    const body = method === 'POST' ? random.pick(['', '4', '40', random.text(20), 'x'.repeat(2_000)]) : undefined;
    await request(
      visitor,
      method,
      `${visitor.path}/${random.pick(['', '..', '%2e', '/'])}?${query.join('&')}`,
      headers,
      body,
    );
  }
}

async function request(visitor, method, target, headers, body) {
  const connection = new HttpConnection({ port: visitor.port, onBytes: visitor.onBytes });
  visitor.sent += 1;
  const answer = await connection.request(method, target, { headers, body, ms: 1_000 });
  await connection.destroy();
  return answer;
}

/** Upgrades from polling to WebSocket that stop half way, happen twice, or go on without having been asked. */
export async function halfUpgrades(visitor) {
  const { random } = visitor;
  for (let left = visitor.budget / 40; left > 0; left -= 1) {
    const client = await visitor.open({ transport: 'polling' });
    if (!client) return;
    await client.connect('/');
    const target = visitor.target('websocket', `&sid=${client.connection.sid}`);
    const sockets = Array.from(
      { length: random.between(1, 2) },
      () => new HttpConnection({ port: visitor.port, onBytes: visitor.onBytes }),
    );
    for (const socket of sockets) {
      const answer = await socket.request('GET', target, { headers: upgrade, ms: 1_000 });
      if (answer?.status !== 101) continue;
      for (const packet of random.pick([
        [],
        ['2probe'],
        ['5'],
        ['2probe', '2probe'],
        ['2'],
        [event(['hello'])[0]],
        ['2probe', '5'],
        ['x'],
      ])) {
        visitor.sent += 1;
        await socket.write(encodeFrame(packet));
        await client.send(...event(anyCall(random), { id: 1 }));
        await client.connection.flush();
      }
    }
    if (random.chance(0.5)) await Promise.all(sockets.map((socket) => socket.destroy()));
    if (random.chance(0.8)) await client.connection.close();
    await Promise.all(sockets.map((socket) => socket.destroy()));
  }
}
