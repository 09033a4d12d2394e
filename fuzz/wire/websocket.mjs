import { CLOSE, encodeFrame, FrameReader, TEXT } from './websocket-frames.mjs';
import { HttpConnection } from './http.mjs';

const UPGRADE = {
  Connection: 'Upgrade',
  Upgrade: 'websocket',
  'Sec-WebSocket-Version': '13',
  'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
};
const CHUNK_BYTES = 16 * 1024;

/** A WebSocket below any library. What is sent leaves with {@link flush}, many frames in one write. */
export class RawWebSocket {
  /** @type {(frame: string) => void} what it is told of each frame of text, but for pings */
  onText = () => undefined;
  answersPings = true;
  #connection;
  #chunks = [];
  #bytes = 0;

  /** @returns {Promise<RawWebSocket | undefined>} nothing where the upgrade was refused */
  static async open({ port, target, headers = {}, onBytes }) {
    const connection = new HttpConnection({ port, onBytes });
    const answer = await connection.request('GET', target, { headers: { ...UPGRADE, ...headers } });
    if (answer?.status === 101) return new RawWebSocket(connection, onBytes);
    void connection.destroy();
    return undefined;
  }

  constructor(connection, onBytes) {
    this.#connection = connection;
    this.closed = connection.closed;
    const reader = new FrameReader((opcode, payload) => {
      if (opcode === TEXT) this.#receive(payload.toString());
      if (opcode === CLOSE) void this.close(); // ws would wait half a minute for its answer
    });
    connection.becomeRaw((chunk) => {
      onBytes?.(chunk);
      reader.push(chunk);
    });
  }

  get isOpen() {
    return this.#connection.isOpen;
  }

  /** A packet of engine.io: text, or bytes. */
  async send(packet) {
    await this.sendRaw(encodeFrame(packet));
  }

  /** Bytes of the WebSocket's own protocol, well formed or not. */
  async sendRaw(bytes) {
    this.#chunks.push(bytes);
    this.#bytes += bytes.length;
    if (this.#bytes >= CHUNK_BYTES) await this.flush();
  }

  async flush() {
    if (this.#bytes === 0) return;
    const bytes = Buffer.concat(this.#chunks);
    this.#chunks = [];
    this.#bytes = 0;
    await this.#connection.write(bytes);
  }

  /** Stops reading: what the server sends piles up. */
  pause() {
    this.#connection.socket.pause();
  }

  close() {
    return this.#connection.destroy();
  }

  #receive(text) {
    if (text !== '2') this.onText(text);
    else if (this.answersPings) void this.#connection.write(encodeFrame('3'));
  }
}
