import { once } from 'node:events';
import { WebSocket } from 'ws';

const [PING, CONNECTED, REFUSED] = ['2', '40', '44'];

/**
 * A client that costs the machine little: a bare WebSocket that sends ready-made frames of engine.io and socket.io, and
 * looks at the first characters of those that come.
 *
 * @see https://socket.io/docs/v4/socket-io-protocol/
 */
export class LightClient {
  /** @type {(frame: Buffer) => void} */
  onFrame = () => undefined;
  #socket;

  constructor(socket) {
    this.#socket = socket;
  }

  /** Connects to the root namespace. */
  static async connect({ server, port }, auth = {}) {
    if (server === 'bare-ws') return LightClient.#connectBare(port);
    const socket = new WebSocket(`ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`, quick);
    const client = new LightClient(socket);
    await new Promise((resolve, reject) => {
      socket.on('error', reject);
      socket.once('message', () => socket.send(`40${JSON.stringify(auth)}`)); // engine.io is open
      socket.on('message', (frame) => {
        if (startsWith(frame, PING)) socket.send('3');
        else if (startsWith(frame, CONNECTED)) resolve();
        else if (startsWith(frame, REFUSED)) reject(new Error(`Refused: ${frame}`));
        else client.onFrame(frame);
      });
    });
    return client;
  }

  static async #connectBare(port) {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/`, quick);
    const client = new LightClient(socket);
    socket.on('message', (frame) => client.onFrame(frame));
    await once(socket, 'open');
    return client;
  }

  send(frame) {
    this.#socket.send(frame);
  }

  leave() {
    this.#socket.terminate();
  }
}

const quick = { perMessageDeflate: false, skipUTF8Validation: true };

export function startsWith(frame, text) {
  for (let index = 0; index < text.length; index++) {
    if (frame[index] !== text.charCodeAt(index)) return false;
  }
  return true;
}

/** Connects many, some at a time. */
export async function connectMany(server, count, auth) {
  const clients = [];
  let left = count;
  const connecting = Array.from({ length: Math.min(count, 20) }, async () => {
    while (left-- > 0) clients.push(await LightClient.connect(server, auth));
  });
  await Promise.all(connecting);
  return clients;
}
