import { once } from 'node:events';
import { WebSocket } from 'ws';

/** A client that speaks socket.io by hand over a WebSocket: nothing comes between the frames and the spec. */
export class RawClient {
  /** What came, frame by frame. @see https://socket.io/docs/v4/socket-io-protocol/ */
  readonly frames: string[] = [];
  readonly closed: Promise<unknown>;
  #watchers: (() => void)[] = [];

  private constructor(readonly socket: WebSocket) {
    this.closed = once(socket, 'close');
    this.closed.catch(() => undefined); // where nobody waits for it, an error is nobody's
    socket.on('message', (data: Buffer) => {
      this.frames.push(data.toString());
      for (const watch of this.#watchers) watch();
    });
  }

  /** Connects to the namespace `/` of a path. */
  static async connect(url: string, path: string, options: { rejectUnauthorized?: boolean } = {}): Promise<RawClient> {
    const target = `${url.replace('http', 'ws')}${path}/?EIO=4&transport=websocket`;
    const client = new RawClient(new WebSocket(target, options));
    await once(client.socket, 'open');
    client.socket.send('40');
    await client.until(({ frames }) => frames.some((frame) => frame.startsWith('40')));
    client.frames.length = 0;
    return client;
  }

  send(event: string, ...args: unknown[]): void {
    this.socket.send(`42${JSON.stringify([event, ...args])}`);
  }

  /** The arguments of all events of that name. */
  received(event: string): unknown[][] {
    return this.frames
      .filter((frame) => frame.startsWith('42['))
      .map((frame) => JSON.parse(frame.slice(2)) as unknown[])
      .filter(([name]) => name === event)
      .map(([, ...args]) => args);
  }

  /** Resolves when what came is what is waited for. */
  until(isThere: (client: this) => boolean): Promise<void> {
    return new Promise((resolve) => {
      const watch = (): void => {
        if (!isThere(this)) return;
        this.#watchers = this.#watchers.filter((other) => other !== watch);
        resolve();
      };
      this.#watchers.push(watch);
      watch();
    });
  }

  /** Resolves when an event of that name has come so often. */
  times(event: string, count: number): Promise<void> {
    return this.until((client) => client.received(event).length >= count);
  }

  async close(): Promise<void> {
    this.socket.close();
    await this.closed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
