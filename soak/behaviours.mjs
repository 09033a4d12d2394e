import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { io } from 'socket.io-client';
import { connect, event } from '../fuzz/packets/encode.mjs';
import { RawWebSocket } from '../fuzz/wire/websocket.mjs';

const PATIENCE_MS = 30_000;

/** What clients do, again and again: each is a function of a {@link import('./traffic.mjs').Traffic}, and ends. */

/** Talks for a while, politely and not: results, errors, broadcasts, streams. */
export async function talk(traffic) {
  const socket = await traffic.connect('/');
  for (let left = 20; left > 0; left -= 1) {
    const [name, ...args] = traffic.random.pick([
      ['hello'],
      ['join', traffic.random.word(1)],
      ['tell', { room: traffic.random.word(1), count: 1 }],
      ['announce', 1],
      ['count', 20],
      ['slow', 60],
      ['limited'],
      ['fail'],
      ['refuse'],
      ['tell', { room: 3 }],
      ['nobody-knows-it', 1],
    ]);
    await traffic.ask(socket, name, ...args);
  }
  socket.disconnect();
}

/** Sends what schemas take, and what they refuse. */
export async function validate(traffic) {
  const socket = await traffic.connect('/schemas');
  for (let left = 20; left > 0; left -= 1) {
    const { name, valid } = traffic.random.pick(traffic.server.events);
    await traffic.ask(
      socket,
      name,
      traffic.random.chance(0.7) ? traffic.random.pick(valid) : { wrong: 'x'.repeat(200) },
    );
  }
  socket.disconnect();
}

/** Loses its connection, and comes back. */
export async function comeBack(traffic) {
  const socket = await traffic.connect('/', { reconnection: true, reconnectionDelay: 20, reconnectionDelayMax: 50 });
  for (let left = 3; left > 0; left -= 1) {
    await traffic.ask(socket, 'join', 'a');
    const back = once(socket, 'connect');
    socket.io.engine.close();
    await Promise.race([back, pause(PATIENCE_MS, undefined, { ref: false })]);
    traffic.count(socket.recovered ? 'recovered' : 'connected again');
  }
  socket.disconnect();
}

/** Visits namespaces of a pattern that nobody else is in. */
export async function visitRooms(traffic) {
  const { random } = traffic;
  const rooms = [`/rooms/${random.below(100_000)}`, `/names/a${random.word(8)}`];
  const sockets = await Promise.all(rooms.map((name) => traffic.connect(name)));
  for (const socket of sockets) await traffic.ask(socket, 'hello');
  for (const socket of sockets) socket.disconnect();
}

/** Is refused: by a guard, by a schema of the handshake, by a pattern's guard. */
export async function beRefused(traffic) {
  await traffic.refused('/guarded', { token: 'wrong' });
  await traffic.refused('/guarded', {});
  await traffic.refused(`/names/x${traffic.random.word(4)}`);
}

/** Reads nothing for a while, though it is in everybody's way. */
export async function readSlowly(traffic) {
  const client = await open(traffic);
  await client?.send(connect('/'));
  await client?.send(event(['join', 'a'])[0]);
  await client?.flush();
  client?.pause();
  await pause(traffic.random.between(200, 1_500));
  await client?.close();
}

/** Dies in the middle of what it asked for. */
export async function die(traffic) {
  const client = await open(traffic);
  await client?.send(connect('/'));
  for (const args of [['slow', 80], ['count', 50], ['ask'], ['later'], ['join', 'b']]) {
    await client?.send(event(args, { id: 1 })[0]);
  }
  await client?.flush();
  await pause(traffic.random.below(60));
  await client?.close();
}

async function open({ port, path, count }) {
  count('connections');
  return RawWebSocket.open({ port, target: `${path}/?EIO=4&transport=websocket` });
}

/** A client of socket.io's own. */
export function clientOf({ port, path }, namespace, options) {
  return io(`http://127.0.0.1:${port}${namespace}`, { path, forceNew: true, reconnection: false, ...options });
}
