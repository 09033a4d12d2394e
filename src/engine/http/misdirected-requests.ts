import type { IncomingMessage, Server as HttpServer } from 'node:http';
import type { Application } from 'express';
import { expressHandle, type Handle, serverOf } from '../internals/engine-io';

/** Requests that tell of a mistake where they come to Express. */
interface Watch {
  readonly isOne: (url: string, server: unknown) => boolean;
  /** Is called with the first of them. */
  readonly tell: (url: string) => void;
}

/** Who is told. */
export interface Told {
  /** A request for a prefix has come through another HTTP server. */
  readonly misdirected: (prefix: string) => void;
  /** A client of socket.io asks for a path where none is. */
  readonly stray: (path: string) => void;
}

/** What every client of socket.io asks for. */
const SOCKET_IO = /[?&]EIO=\d.*[?&]transport=|[?&]transport=.*[?&]EIO=\d/;

const watched = new WeakMap<Application, MisdirectedRequests>();

/**
 * Tells of requests for gateways that come to an Express application through another HTTP server than theirs: that of
 * `app.listen()`, as a rule; and of requests of socket.io's clients for a path where there is no server of socket.io.
 * Express answers them with 404, and nobody would say why.
 *
 * It wraps the method by which the application takes requests, and is no middleware, as the order of middleware is the
 * application's. Once both have been reported, the wrapper is removed and costs nothing any more.
 */
export class MisdirectedRequests {
  readonly #app: Application;
  readonly #watches = new Set<Watch>();
  readonly #handle: Handle;
  readonly #before: PropertyDescriptor | undefined;

  private constructor(app: Application) {
    this.#app = app;
    this.#handle = expressHandle(app).handle;
    this.#before = Object.getOwnPropertyDescriptor(app, 'handle');
  }

  /** One of `told` is called, once. Gives the function that ends it. */
  static watch(app: Application, httpServer: HttpServer, prefixes: readonly string[], told: Told): () => void {
    const requests = watched.get(app) ?? new MisdirectedRequests(app);
    const prefixOf = (url: string): string | undefined => prefixes.find((prefix) => url.startsWith(prefix));
    const watches: readonly Watch[] = [
      {
        isOne: (url, server) => server !== httpServer && prefixOf(url) !== undefined,
        tell: (url) => told.misdirected(prefixOf(url) ?? ''),
      },
      {
        isOne: (url, server) => server === httpServer && SOCKET_IO.test(url) && prefixOf(url) === undefined,
        tell: (url) => told.stray(url.split('?')[0] ?? ''),
      },
    ];
    const end = (): void => {
      for (const each of own) requests.#watches.delete(each);
      requests.#uninstallIfDone();
    };
    const own = watches.map(({ isOne, tell }): Watch => ({
      isOne,
      tell: (url) => {
        end();
        tell(url);
      },
    }));
    for (const each of own) requests.#watches.add(each);
    requests.#install();
    return end;
  }

  #install(): void {
    if (watched.has(this.#app)) return;
    watched.set(this.#app, this);
    Object.defineProperty(this.#app, 'handle', { ...this.#before, value: this.#onRequest });
  }

  #uninstallIfDone(): void {
    if (this.#watches.size > 0 || watched.get(this.#app) !== this) return;
    // Where someone has wrapped it since, it stays in there and passes everything on.
    if (expressHandle(this.#app).handle !== this.#onRequest) return;
    if (this.#before) Object.defineProperty(this.#app, 'handle', this.#before);
    else Reflect.deleteProperty(this.#app, 'handle');
    watched.delete(this.#app);
  }

  readonly #onRequest: Handle = (request, ...rest) => {
    this.#look(request);
    return this.#handle.call(this.#app, request, ...rest);
  };

  #look(request: IncomingMessage & { readonly originalUrl?: string }): void {
    const { originalUrl: url = request.url ?? '' } = request; // the application may be mounted in another one
    const server = serverOf(request);
    for (const { isOne, tell } of this.#watches) if (isOne(url, server)) tell(url);
  }
}
