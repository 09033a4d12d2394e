import type { IncomingMessage, Server as HttpServer, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { HttpMount, type MountOptions } from './http-mount';
import type { Listener } from './engine-listeners';
import { isTakenByOthers, takes } from './other-engines';
import { decideUpgrades, serveWithoutUpgrade } from './unclaimed-upgrades';
import { ignoreError, refuseUpgrade } from './upgrade-response';

type Emit = (this: unknown, event: string | symbol, ...args: unknown[]) => boolean;

/** What a server of the application can use in place of the path. */
const OTHER_PATH = 'new Server(httpServer, { path })';

const installed = new WeakMap<HttpServer, HttpMounts>();

/**
 * The URL prefixes of an HTTP server that belong to gateways. Their requests and upgrades go to the mount of their
 * prefix alone; all others go to whoever listens to the HTTP server at that moment, as if there were no gateways.
 *
 * It replaces `emit` of the HTTP server, and is no listener: listeners are the application's, which may swap them,
 * and other WebSocket servers answer every upgrade that reaches them.
 */
export class HttpMounts {
  readonly #httpServer: HttpServer;
  readonly #mounts = new Map<string, HttpMount>();
  /** The `emit` that someone else had put on this server before; without one it has that of its class. */
  readonly #ownEmit: PropertyDescriptor | undefined;
  #restoreUpgrades: (() => void) | undefined;
  /** The listeners for requests that someone has removed in this turn. */
  #removed: (() => void)[] = [];
  #isSettling = false;

  private constructor(httpServer: HttpServer) {
    this.#httpServer = httpServer;
    this.#ownEmit = Object.getOwnPropertyDescriptor(httpServer, 'emit');
  }

  /** The prefixes that are mounted on an HTTP server, by any host. */
  static prefixes(httpServer: HttpServer): Iterable<string> {
    const mounts = installed.get(httpServer);
    return mounts ? mounts.#mounts.keys() : [];
  }

  /**
   * Mounts all requests whose URL starts with the prefix, until {@link HttpMount.close}.
   *
   * @param attach attaches an engine to the mount; where it throws, nothing is mounted
   */
  static mount(httpServer: HttpServer, options: MountOptions, attach: (mount: HttpMount) => void): HttpMount {
    const mounts = installed.get(httpServer) ?? new HttpMounts(httpServer);
    const mount = new HttpMount(options, () => mounts.#unmount(mount));
    attach(mount);
    mounts.#install();
    mounts.#mounts.set(options.prefix, mount);
    mounts.#listen();
    return mount;
  }

  #install(): void {
    if (installed.has(this.#httpServer)) return;
    installed.set(this.#httpServer, this);
    const value = this.#onEmit;
    Object.defineProperty(this.#httpServer, 'emit', { value, configurable: true, writable: true });
    this.#httpServer.on('newListener', this.#onNewListener).on('removeListener', this.#onRemoveListener);
    this.#restoreUpgrades = decideUpgrades(this.#httpServer, (request, elsewhere) => {
      const mount = this.#mountFor(request);
      if (!mount) return (this.#hasListener('upgrade') && elsewhere()) || !this.#hasListener('request');
      return mount.takes(request);
    });
  }

  #unmount(mount: HttpMount): void {
    if (this.#mounts.get(mount.prefix) !== mount) return;
    this.#mounts.delete(mount.prefix);
    this.#listen();
    if (this.#mounts.size > 0) return;
    this.#httpServer.off('newListener', this.#onNewListener).off('removeListener', this.#onRemoveListener);
    // Where someone has wrapped `emit` since, it stays in there and passes everything on.
    if (Reflect.get(this.#httpServer, 'emit') !== this.#onEmit) return;
    if (this.#ownEmit) Object.defineProperty(this.#httpServer, 'emit', this.#ownEmit);
    else Reflect.deleteProperty(this.#httpServer, 'emit');
    this.#restoreUpgrades?.();
    installed.delete(this.#httpServer);
  }

  /** Node looks whether anyone listens: without, an upgrade is a request, and HTTP/2 has no requests at all. */
  #listen(): void {
    const mounts = [...this.#mounts.values()];
    const takesUpgrades = mounts.some((mount) => mount.takesUpgrades);
    this.#listenIf('upgrade', takesUpgrades);
    this.#listenIf('request', mounts.length > 0 && !this.#hasListener('request'));
  }

  #listenIf(event: 'request' | 'upgrade', isNeeded: boolean): void {
    const isThere = this.#httpServer.listeners(event).includes(standIn);
    if (isNeeded && !isThere) this.#httpServer.on(event, standIn);
    if (isThere && !isNeeded) this.#httpServer.off(event, standIn);
  }

  /** Someone besides the gateways listens. */
  #hasListener(event: 'request' | 'upgrade'): boolean {
    return this.#httpServer.listeners(event).some((listener) => listener !== standIn);
  }

  readonly #onEmit: Emit = (event, ...args) => {
    switch (event) {
      case 'request':
      case 'checkContinue':
      case 'checkExpectation':
        return this.#onRequest(event, ...(args as [IncomingMessage, ServerResponse]));
      case 'upgrade':
        return this.#onUpgrade(...(args as [IncomingMessage, Duplex, Buffer]));
      case 'close':
      case 'listening': // an engine ends its clients with the HTTP server, and begins anew with it
        for (const mount of this.#mounts.values()) mount.emit(event);
        return this.#pass(event, ...args);
      default:
        return this.#pass(event, ...args);
    }
  };

  /**
   * A socket.io server that is given a prefix of gateways would never hear of a request. What is thrown here reaches
   * whoever made it. It has removed the listeners for requests, which it would have called: so they are put back.
   */
  readonly #onNewListener = (event: string | symbol, listener: Listener): void => {
    if (event !== 'request' && event !== 'upgrade') return;
    const mount = [...this.#mounts.values()].find(({ prefix }) => takes(listener, prefix));
    if (!mount) return;
    for (const removed of this.#removed.splice(0)) this.#httpServer.on('request', removed);
    const path = mount.prefix.replace(/\/$/, '');
    throw new Error(
      `Another socket.io server was given the path '${path}', which is that of ${mount.owner} on this HTTP server; ` +
        `expected another path: ${OTHER_PATH}`,
    );
  };

  readonly #onRemoveListener = (event: string | symbol, listener: () => void): void => {
    if (event !== 'request' && event !== 'upgrade') return;
    if (!this.#isSettling) process.nextTick(this.#settle);
    this.#isSettling = true;
    if (event === 'request') this.#removed.unshift(listener); // Node removes the last one first
  };

  /** The turn is over in which listeners were removed: perhaps all of them, and before the next request comes. */
  readonly #settle = (): void => {
    this.#isSettling = false;
    this.#removed = [];
    this.#listen();
  };

  #onRequest(event: string, request: IncomingMessage, response: ServerResponse): boolean {
    const mount = this.#mountFor(request);
    if (!mount) return this.#pass(event, request, response);
    if (event === 'checkExpectation') {
      response.writeHead(417).end(); // as Node does where nobody listens to it
      return true;
    }
    if (event === 'checkContinue') response.writeContinue();
    this.#emitAt(mount, 'request', request, response);
    return true;
  }

  #onUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
    const mount = this.#mountFor(request);
    if (mount?.takes(request)) {
      if (mount.takeOver(request, socket)) this.#emitAt(mount, 'upgrade', request, socket, head);
    } else if (!mount && this.#hasListener('upgrade')) {
      this.#endIfIgnored(request, socket);
      return this.#pass('upgrade', request, socket, head);
    } else if (mount || this.#hasListener('request')) {
      serveWithoutUpgrade(this.#httpServer, request, socket, head);
    } else {
      refuseUpgrade(socket, '404 Not Found');
    }
    return true;
  }

  /** Ends an upgrade that other listeners leave alone, as engine.io does: nobody would ever end it. */
  #endIfIgnored({ socket: connection }: IncomingMessage, socket: Duplex): void {
    const times = [...this.#mounts.values()].flatMap(({ ignoredUpgradeMs }) => ignoredUpgradeMs ?? []);
    if (times.length === 0) return;
    const { bytesWritten } = connection; // by the requests before it
    const timer = setTimeout(
      () => {
        if (connection.bytesWritten === bytesWritten) refuseUpgrade(socket, '404 Not Found');
      },
      Math.min(...times),
    );
    socket.on('error', ignoreError);
    socket.once('close', () => clearTimeout(timer));
  }

  /** What comes after a prefix may be the rest of a longer path, of a socket.io server of the application. */
  #mountFor({ url = '' }: IncomingMessage): HttpMount | undefined {
    for (const [prefix, mount] of this.#mounts) {
      if (!url.startsWith(prefix)) continue;
      const isExact = url.length === prefix.length || url.charAt(prefix.length) === '?';
      return isExact || !isTakenByOthers(this.#httpServer, url) ? mount : undefined;
    }
    return undefined;
  }

  #pass(event: string | symbol, ...args: unknown[]): boolean {
    const emit = (this.#ownEmit?.value as Emit | undefined) ?? this.#emitOfClass;
    return emit.call(this.#httpServer, event, ...args);
  }

  /** Emits as HTTP servers do: tracing patches the class of the server, and is to see these requests as well. */
  #emitAt(mount: HttpMount, event: string, ...args: unknown[]): void {
    this.#emitOfClass.call(mount, event, ...args);
  }

  get #emitOfClass(): Emit {
    return (Object.getPrototypeOf(this.#httpServer) as { emit: Emit }).emit;
  }
}

/** Listens, so that Node knows that someone does: what is for a mount is never emitted to it. */
function standIn(): void {
  // Nothing reaches it that concerns it.
}
