import type { IncomingMessage, Server as HttpServer } from 'node:http';
import type { Application } from 'express';
import { expressHandle, type Handle, serverOf } from '../internals/engine-io';

/** Requests that tell of a mistake where they come to Express. */
interface Watch {
  readonly isOne: (url: string, server: unknown) => boolean;
  readonly tell: (url: string, request: IncomingMessage) => void;
}

/** Who is told. */
export interface Told {
  /** A request for a prefix has come through another HTTP server. */
  readonly misdirected: (prefix: string) => void;
  /** A client of socket.io asks for a path where none is. Is called once for each path. */
  readonly stray: (path: string, request: IncomingMessage, isLast: boolean) => void;
}

/** Of so many paths it is told that nobody serves them: clients name them as they like. */
const MAX_STRAY_PATHS = 20;

/** What every client of socket.io asks for. */
const SOCKET_IO = /[?&]EIO=\d.*[?&]transport=|[?&]transport=.*[?&]EIO=\d/;

const watched = new WeakMap<Application, MisdirectedRequests>();

/**
 * Tells of requests for gateways that come to an Express application through another HTTP server than theirs: that of
 * `app.listen()`, as a rule; and of requests of socket.io's clients for a path where there is no server of socket.io.
 * Express answers them with 404, and nobody would say why.
 *
 * It wraps the method by which the application takes requests, and is no middleware, as the order of middleware is the
 * application's. Once there is nothing more to report, the wrapper is removed
 * and costs nothing.
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

  /** Calls `told`. Gives the function that ends it. */
  static watch(app: Application, httpServer: HttpServer, prefixes: readonly string[], told: Told): () => void {
    const requests = watched.get(app) ?? new MisdirectedRequests(app);
    const prefixOf = (url: string): string | undefined => prefixes.find((prefix) => url.startsWith(prefix));
    const paths = new Set<string>();
    const misdirected: Watch = {
      isOne: (url, server) => server !== httpServer && prefixOf(url) !== undefined,
      tell: (url) => {
        end();
        told.misdirected(prefixOf(url) ?? '');
      },
    };
    const stray: Watch = {
      isOne: (url, server) => server === httpServer && SOCKET_IO.test(url) && prefixOf(url) === undefined,
      tell: (url, request) => {
        const [path = ''] = url.split('?');
        if (paths.has(path)) return;
        paths.add(path);
        const isLast = paths.size === MAX_STRAY_PATHS;
        if (isLast) requests.#watches.delete(stray);
        told.stray(path, request, isLast);
      },
    };
    const end = (): void => {
      for (const each of [misdirected, stray]) requests.#watches.delete(each);
      requests.#uninstallIfDone();
    };
    requests.#watches.add(misdirected).add(stray);
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
    for (const { isOne, tell } of this.#watches) if (isOne(url, server)) tell(url, request);
  }
}
