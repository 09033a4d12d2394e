import type { IncomingMessage, Server as HttpServer } from 'node:http';
import type { Application } from 'express';
import { expressHandle, type Handle, serverOf } from '../internals/engine-io';

/** A prefix whose requests never come to Express through the HTTP server that the gateways are attached to. */
interface Watch {
  readonly prefix: string;
  readonly httpServer: HttpServer;
  readonly tell: () => void;
}

const watched = new WeakMap<Application, MisdirectedRequests>();

/**
 * Tells of requests for gateways that come to an Express application through another HTTP server than theirs: that of
 * `app.listen()`, as a rule. Express answers them with 404, and nobody would say why.
 *
 * It stands where the application takes requests, and not among its handlers, as their order is the application's. Once
 * all has been told it is gone, and costs nothing any more.
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

  /**
   * @param tell is called with the first such request for one of the prefixes
   * @returns the function that ends it
   */
  static watch(
    app: Application,
    httpServer: HttpServer,
    prefixes: readonly string[],
    tell: (prefix: string) => void,
  ): () => void {
    const requests = watched.get(app) ?? new MisdirectedRequests(app);
    const watches = prefixes.map((prefix): Watch => ({ prefix, httpServer, tell: () => told(prefix) }));
    const end = (): void => {
      for (const each of watches) requests.#watches.delete(each);
      requests.#uninstallIfDone();
    };
    const told = (prefix: string): void => {
      end();
      tell(prefix);
    };
    for (const each of watches) requests.#watches.add(each);
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
    for (const { prefix, httpServer, tell } of this.#watches) {
      if (url.startsWith(prefix) && serverOf(request) !== httpServer) tell();
    }
  }
}
