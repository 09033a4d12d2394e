import { once } from 'node:events';
import { connect } from 'node:net';
import { clearTimeout, setTimeout } from 'node:timers';

/** A TCP connection to the server, and HTTP by hand over it: requests that no HTTP library would send can be sent. */
export class HttpConnection {
  #received = Buffer.alloc(0);
  #onData = () => undefined;

  /** @param {{ port: number, onBytes?: (bytes: Buffer) => void }} options `onBytes` sees all that comes */
  constructor({ port, onBytes }) {
    this.socket = connect({ port, host: '127.0.0.1', noDelay: true });
    this.closed = new Promise((resolve) => this.socket.once('close', resolve));
    this.isOpen = true;
    this.socket.on('error', () => undefined); // the server may end it in the middle
    this.socket.on('close', () => {
      this.isOpen = false;
      this.#onData();
    });
    this.socket.on('data', (chunk) => {
      onBytes?.(chunk);
      this.#received = this.#received.length > 0 ? Buffer.concat([this.#received, chunk]) : chunk;
      this.#onData();
    });
  }

  /** Resolves when it was written, or the connection is over. */
  async write(bytes) {
    if (!this.isOpen || this.socket.write(bytes)) return;
    const drained = once(this.socket, 'drain').catch(() => undefined); // it is rejected where the connection fails
    await Promise.race([drained, this.closed]);
  }

  /**
   * @returns {Promise<{ status: number, headers: string, body: Buffer } | undefined>} nothing where the connection ended
   *   instead, or `ms` were over
   */
  async request(method, target, { headers = {}, body, ms = 20_000 } = {}) {
    const length = body === undefined ? {} : { 'Content-Length': Buffer.byteLength(body) };
    const lines = Object.entries({ Host: 'localhost', ...length, ...headers }).map(
      ([name, value]) => `${name}: ${value}`,
    );
    await this.write(`${method} ${target} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
    if (body !== undefined) await this.write(body);
    return this.response(ms);
  }

  /** The next answer, whoever asked for it. */
  async response(ms = 20_000) {
    const timer = { over: false };
    const timeout = setTimeout(() => {
      timer.over = true;
      this.#onData();
    }, ms);
    let answer;
    while (!(answer = this.#take()) && this.isOpen && !timer.over) {
      await new Promise((resolve) => (this.#onData = resolve));
    }
    clearTimeout(timeout);
    return answer;
  }

  #take() {
    const end = this.#received.indexOf('\r\n\r\n');
    if (end < 0) return undefined;
    const head = this.#received.subarray(0, end).toString('latin1');
    const status = Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1] ?? 0);
    const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
    const bodyEnd = end + 4 + length;
    if (this.#received.length < bodyEnd) return undefined;
    const body = this.#received.subarray(end + 4, bodyEnd);
    this.#received = this.#received.subarray(bodyEnd);
    return { status, headers: head, body };
  }

  /** What came and is no answer of HTTP: the frames of a WebSocket. */
  takeRest() {
    const rest = this.#received;
    this.#received = Buffer.alloc(0);
    return rest;
  }

  /** Hands everything that comes from now on to `onData`. */
  becomeRaw(onData) {
    this.socket.removeAllListeners('data');
    const rest = this.takeRest();
    if (rest.length > 0) onData(rest);
    this.socket.on('data', onData);
  }

  destroy() {
    this.socket.destroy();
    return this.closed;
  }
}
