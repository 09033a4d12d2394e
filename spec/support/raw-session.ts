import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { WebSocket } from 'ws';
import type { Transport } from './transports';

/** What separates the packets of a poll. @see https://socket.io/docs/v4/engine-io-protocol/#packet-encoding */
const SEPARATOR = '\x1e';
/** So much goes into one POST; engine.io takes a million bytes. */
const POST_BYTES = 500_000;
const PONG = '3';

export interface RawSessionOptions {
  /** The revision of engine.io's protocol. @default 4 */
  readonly protocol?: 3 | 4;
}

/**
 * A session of engine.io by hand, over either transport: any packet of socket.io can be sent, right or wrong, and
 * nothing reads what comes once {@link stopReading} was called.
 */
export abstract class RawSession {
  /** The packets of socket.io that came, as text. */
  readonly received: string[] = [];
  readonly closed: Promise<void>;
  #onClosed: () => void = () => undefined;
  readonly #watchers = new Set<() => void>();
  #isNotifying = false;
  #pongs: NodeJS.Timeout | undefined;

  protected constructor() {
    this.closed = new Promise((resolve) => {
      this.#onClosed = resolve;
    });
  }

  /** A session in no namespace yet. */
  static open(url: string, path: string, transport: Transport, options: RawSessionOptions = {}): Promise<RawSession> {
    const target = `${url}${path}/?EIO=${options.protocol ?? 4}&transport=${transport}`;
    return transport === 'websocket' ? WebSocketSession.openAt(target) : PollingSession.openAt(target);
  }

  /** Sends packets of socket.io, in order; resolves when the transport has taken them. */
  abstract send(...packets: readonly (string | Buffer)[]): Promise<void>;

  /** From now on nothing that comes is read. */
  abstract stopReading(): void;

  abstract close(): void;

  protected abstract sendRaw(packet: string): void;

  /** Connects to a namespace; resolves with the answer, whatever it is. */
  async connect(namespace = '/', auth?: object): Promise<string> {
    const name = namespace === '/' ? '' : `${namespace},`;
    const isAnswer = (packet: string): boolean => packet.startsWith(`0${name}`) || packet.startsWith(`4${name}`);
    const known = this.received.filter(isAnswer).length;
    await this.send(`0${name}${auth ? JSON.stringify(auth) : ''}`);
    await this.until(() => this.received.filter(isAnswer).length > known);
    return this.received.filter(isAnswer).at(-1) ?? '';
  }

  /** Answers pings that it need not have read. */
  answerPingsBlindly(everyMs: number): void {
    this.#pongs ??= setInterval(() => this.sendRaw(PONG), everyMs);
  }

  /** Resolves when what has come is what is waited for. */
  until(isThere: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const watch = (): void => {
        if (!isThere()) return;
        this.#watchers.delete(watch);
        resolve();
      };
      this.#watchers.add(watch);
      watch();
    });
  }

  /** How many packets came that start so. */
  count(start: string): number {
    return this.received.filter((packet) => packet.startsWith(start)).length;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#pongs);
    this.close();
  }

  protected onPacket(packet: string): void {
    if (packet === '2') this.sendRaw(PONG);
    else if (packet === '1') this.onClose();
    else if (packet.startsWith('4')) this.received.push(packet.slice(1));
    if (this.#isNotifying) return; // many packets may come at once
    this.#isNotifying = true;
    setImmediate(() => {
      this.#isNotifying = false;
      for (const watch of this.#watchers) watch();
    });
  }

  protected onClose(): void {
    clearInterval(this.#pongs);
    this.#onClosed();
  }
}

class WebSocketSession extends RawSession {
  private constructor(readonly socket: WebSocket) {
    super();
    socket.on('message', (data: Buffer, isBinary) => {
      if (!isBinary) this.onPacket(data.toString());
    });
    socket.on('error', () => this.onClose());
    socket.on('close', () => this.onClose());
  }

  static async openAt(target: string): Promise<RawSession> {
    const session = new WebSocketSession(new WebSocket(target.replace('http', 'ws')));
    await once(session.socket, 'open');
    return session;
  }

  async send(...packets: readonly (string | Buffer)[]): Promise<void> {
    for (const packet of packets) this.socket.send(typeof packet === 'string' ? `4${packet}` : packet);
  }

  stopReading(): void {
    this.socket.pause();
  }

  close(): void {
    this.socket.terminate();
  }

  protected sendRaw(packet: string): void {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(packet);
  }
}

class PollingSession extends RawSession {
  readonly #agent = new Agent({ keepAlive: true });
  #isReading = true;
  #sending: Promise<void> = Promise.resolve();

  private constructor(private readonly target: string) {
    super();
  }

  static async openAt(target: string): Promise<RawSession> {
    const opening = new PollingSession(target);
    const body = await text(await opening.request('GET'));
    const { sid } = JSON.parse(body.slice(body.indexOf('{'))) as { sid: string };
    opening.#agent.destroy();
    const session = new PollingSession(`${target}&sid=${sid}`);
    void session.poll();
    return session;
  }

  send(...packets: readonly (string | Buffer)[]): Promise<void> {
    const encoded = packets.map((packet) =>
      typeof packet === 'string' ? `4${packet}` : `b${packet.toString('base64')}`,
    );
    for (const body of bodies(encoded)) this.#sending = this.#sending.then(() => this.post(body));
    return this.#sending;
  }

  stopReading(): void {
    this.#isReading = false;
  }

  close(): void {
    this.#isReading = false;
    this.sendRaw('1');
    void this.#sending.then(() => this.#agent.destroy());
  }

  protected sendRaw(packet: string): void {
    this.#sending = this.#sending.then(() => this.post(packet));
  }

  private async poll(): Promise<void> {
    try {
      while (this.#isReading) {
        const response = await this.request('GET');
        const body = await text(response);
        if (response.statusCode !== 200) throw new Error('The session is closed');
        for (const packet of body.split(SEPARATOR)) this.onPacket(packet);
      }
    } catch {
      this.onClose();
    }
  }

  private async post(body: string): Promise<void> {
    try {
      const response = await this.request('POST', body);
      await text(response);
      if (response.statusCode !== 200) this.onClose();
    } catch {
      this.onClose();
    }
  }

  private request(method: string, body?: string): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const headers = body === undefined ? {} : { 'Content-Type': 'text/plain;charset=UTF-8' };
      request(this.target, { method, agent: this.#agent, headers })
        .on('response', resolve)
        .on('error', reject)
        .end(body);
    });
  }
}

/** Joins packets to bodies that engine.io takes. */
function bodies(packets: readonly string[]): string[] {
  const all: string[][] = [[]];
  let bytes = 0;
  for (const packet of packets) {
    bytes += packet.length;
    if (bytes > POST_BYTES) {
      all.push([]);
      bytes = packet.length;
    }
    all.at(-1)?.push(packet);
  }
  return all.map((body) => body.join(SEPARATOR));
}
