import { EventEmitter } from 'node:events';
import type { IncomingMessage, Server as HttpServer, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { ignoreError, refuseUpgrade } from './upgrade-response';

type RequestListener = (request: IncomingMessage, response: ServerResponse) => void;

const installed = new WeakMap<HttpServer, HttpMounts>();

/**
 * The part of an HTTP server below one URL prefix. To a socket.io server it is the HTTP server that it attaches to;
 * closing it leaves the real one alone.
 */
export class HttpMount extends EventEmitter {
  /** The connections that became WebSockets, or are about to. */
  readonly #upgraded = new Set<Duplex>();

  constructor(readonly close: (done?: (error?: Error) => void) => void) {
    super();
  }

  /** Hands an upgrade on; `false` where no engine listens. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
    // Nobody else listens until the WebSocket stands, and a client that resets its connection would end the process.
    socket.on('error', ignoreError);
    this.#upgraded.add(socket);
    socket.once('close', () => this.#upgraded.delete(socket));
    return this.emit('upgrade', request, socket, head);
  }

  /** socket.io needs no more of an HTTP server than its listeners and something to close. */
  asHttpServer(): HttpServer {
    return this as unknown as HttpServer;
  }

  /** Ends the connections once what was written has been sent: a client that does not answer could keep one for long. */
  endConnections(): void {
    for (const socket of this.#upgraded) {
      const isUnanswered = Reflect.get(socket, 'bytesWritten') === 0; // its handshake still waits for a middleware
      if (isUnanswered) refuseUpgrade(socket, '503 Service Unavailable');
      else socket.end(() => socket.destroy());
    }
  }
}

/**
 * The one `request` and the one `upgrade` listener that all engines of an HTTP server share. Left to themselves,
 * engines wrap each other's listeners, cannot be detached again, and end each other's upgrades after a second.
 */
export class HttpMounts {
  readonly #mounts = new Map<string, HttpMount>();
  readonly #httpServer: HttpServer;
  /** The listeners that were there before, Express as a rule: they get the requests below no mount. */
  #others: readonly RequestListener[] = [];

  private constructor(httpServer: HttpServer) {
    this.#httpServer = httpServer;
  }

  /** The prefixes that are mounted on an HTTP server, by any host. */
  static prefixes(httpServer: HttpServer): Iterable<string> {
    const mounts = HttpMounts.#of(httpServer);
    return mounts ? mounts.#mounts.keys() : [];
  }

  /** Mounts all requests whose URL starts with `prefix`, until the mount's `close`. */
  static open(httpServer: HttpServer, prefix: string): HttpMount {
    const mounts = HttpMounts.#of(httpServer) ?? new HttpMounts(httpServer).#install();
    const mount = new HttpMount((done) => {
      if (mounts.#mounts.get(prefix) === mount) mounts.#unmount(prefix);
      done?.();
    });
    mounts.#mounts.set(prefix, mount);
    return mount;
  }

  static #of(httpServer: HttpServer): HttpMounts | undefined {
    return installed.get(httpServer);
  }

  #install(): this {
    this.#others = this.#httpServer.rawListeners('request') as RequestListener[];
    this.#httpServer.removeAllListeners('request');
    this.#httpServer.on('request', this.#onRequest);
    this.#httpServer.on('upgrade', this.#onUpgrade);
    installed.set(this.#httpServer, this);
    return this;
  }

  readonly #onRequest = (request: IncomingMessage, response: ServerResponse): void => {
    const mount = this.#mountFor(request);
    if (mount) mount.emit('request', request, response);
    else for (const listener of this.#others) listener.call(this.#httpServer, request, response);
  };

  readonly #onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    const mount = this.#mountFor(request);
    const taken = mount?.upgrade(request, socket, head) ?? false;
    const another = !mount && this.#httpServer.listenerCount('upgrade') > 1;
    if (!taken && !another) refuseUpgrade(socket, '404 Not Found');
  };

  #mountFor({ url = '' }: IncomingMessage): HttpMount | undefined {
    for (const [prefix, mount] of this.#mounts) if (url.startsWith(prefix)) return mount;
    return undefined;
  }

  #unmount(prefix: string): void {
    this.#mounts.delete(prefix);
    if (this.#mounts.size > 0 || HttpMounts.#of(this.#httpServer) !== this) return;
    const now = this.#httpServer.rawListeners('request') as RequestListener[];
    this.#httpServer.removeAllListeners('request');
    for (const listener of now.flatMap((listener) => (listener === this.#onRequest ? this.#others : listener))) {
      this.#httpServer.on('request', listener);
    }
    this.#httpServer.off('upgrade', this.#onUpgrade);
    installed.delete(this.#httpServer);
  }
}
