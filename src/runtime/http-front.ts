import { EventEmitter } from 'node:events';
import type { IncomingMessage, Server as HttpServer, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

type RequestListener = (request: IncomingMessage, response: ServerResponse) => void;

const installed = Symbol('gateways');

/**
 * The part of an HTTP server below one URL prefix. To a socket.io server it is the HTTP server that it attaches to;
 * closing it leaves the real one alone.
 */
export class Door extends EventEmitter {
  /** The connections that became WebSockets, or are about to. */
  readonly #upgraded = new Set<Duplex>();

  constructor(readonly close: (done?: (error?: Error) => void) => void) {
    super();
  }

  /** Whether someone takes it. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
    // Nobody else listens until the WebSocket stands, and a client that resets its connection would end the process.
    socket.on('error', ignoreError);
    this.#upgraded.add(socket);
    socket.once('close', () => this.#upgraded.delete(socket));
    return this.emit('upgrade', request, socket, head);
  }

  /** Ends the connections once what was written has been sent: a client that does not answer could keep one for long. */
  end(): void {
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
export class HttpFront {
  readonly #doors = new Map<string, Door>();
  readonly #httpServer: HttpServer;
  /** Who listened first, Express as a rule: gets what is for no door. */
  readonly #behind: readonly RequestListener[];

  private constructor(httpServer: HttpServer) {
    this.#httpServer = httpServer;
    this.#behind = httpServer.rawListeners('request') as RequestListener[];
    httpServer.removeAllListeners('request');
    httpServer.on('request', this.#onRequest);
    httpServer.on('upgrade', this.#onUpgrade);
    Reflect.set(httpServer, installed, this);
  }

  /** The prefixes that are open on an HTTP server, whoever opened them. */
  static prefixes(httpServer: HttpServer): Iterable<string> {
    return HttpFront.#of(httpServer)?.prefixes() ?? [];
  }

  private prefixes(): Iterable<string> {
    return this.#doors.keys();
  }

  /** Opens a door for all requests whose URL starts with `prefix`; it is shut by its `close`. */
  static open(httpServer: HttpServer, prefix: string): Door {
    const front = HttpFront.#of(httpServer) ?? new HttpFront(httpServer);
    const door = new Door((done) => {
      if (front.#doors.get(prefix) === door) front.#shut(prefix);
      done?.();
    });
    front.#doors.set(prefix, door);
    return door;
  }

  static #of(httpServer: HttpServer): HttpFront | undefined {
    return Reflect.get(httpServer, installed) as HttpFront | undefined;
  }

  readonly #onRequest = (request: IncomingMessage, response: ServerResponse): void => {
    const door = this.#doorFor(request);
    if (door) door.emit('request', request, response);
    else for (const listener of this.#behind) listener.call(this.#httpServer, request, response);
  };

  readonly #onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    const door = this.#doorFor(request);
    const taken = door?.upgrade(request, socket, head) ?? false;
    const another = !door && this.#httpServer.listenerCount('upgrade') > 1;
    if (!taken && !another) refuseUpgrade(socket, '404 Not Found');
  };

  #doorFor({ url = '' }: IncomingMessage): Door | undefined {
    for (const [prefix, door] of this.#doors) if (url.startsWith(prefix)) return door;
    return undefined;
  }

  #shut(prefix: string): void {
    this.#doors.delete(prefix);
    if (this.#doors.size > 0 || HttpFront.#of(this.#httpServer) !== this) return;
    const now = this.#httpServer.rawListeners('request') as RequestListener[];
    this.#httpServer.removeAllListeners('request');
    for (const listener of now.flatMap((listener) => (listener === this.#onRequest ? this.#behind : listener))) {
      this.#httpServer.on('request', listener);
    }
    this.#httpServer.off('upgrade', this.#onUpgrade);
    Reflect.deleteProperty(this.#httpServer, installed);
  }
}

function ignoreError(): void {
  // The client is gone; its socket closes.
}

function refuseUpgrade(socket: Duplex, status: string): void {
  socket.on('error', ignoreError);
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
