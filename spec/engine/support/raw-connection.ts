import { once } from 'node:events';
import { connect, type Socket as NetSocket } from 'node:net';

/**
 * A connection to an HTTP server without any client between: it says what it is told to, and keeps its own side open,
 * whatever the server does.
 */
export class RawConnection {
  /** What the server has sent, as text. */
  received = '';
  /** Resolves when the server has ended its side. */
  readonly ended: Promise<unknown>;

  private constructor(readonly socket: NetSocket) {
    this.ended = once(socket, 'end');
    this.ended.catch(() => undefined); // a reset is no fault where nobody waits for the end
    socket.on('data', (chunk) => (this.received += String(chunk)));
    socket.on('error', () => undefined); // the server may reset it
  }

  static async open(url: string): Promise<RawConnection> {
    const { hostname, port } = new URL(url);
    const connection = new RawConnection(connect({ host: hostname, port: Number(port), allowHalfOpen: true }));
    await once(connection.socket, 'connect');
    return connection;
  }

  /** Sends a request; its lines are given without line ends. */
  request(...lines: string[]): void {
    this.socket.write([...lines, '', ''].join('\r\n'));
  }

  /** Sends a request that asks for an upgrade. */
  upgrade(path: string, protocol = 'websocket', ...headers: string[]): void {
    this.request(
      `GET ${path} HTTP/1.1`,
      'Host: spec',
      'Connection: Upgrade',
      `Upgrade: ${protocol}`,
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      ...headers,
    );
  }

  /** Resolves when the server has sent that text. */
  async until(text: string): Promise<void> {
    while (!this.received.includes(text)) await once(this.socket, 'data');
  }

  /** The status codes of the responses that came. */
  get statuses(): number[] {
    return [...this.received.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => Number(status));
  }

  [Symbol.dispose](): void {
    this.socket.destroy();
  }
}
