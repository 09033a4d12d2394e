import type { Server as HttpServer } from 'node:http';
import { type EngineListener, isOfEngine, KINDS, type Listener } from './engine-listeners';

/** Ends the question where an engine begins to take the request, and where it leaves it alone. */
const [TAKEN, LEFT] = [new Error('It takes the request'), new Error('It leaves the request alone')];

/** No path of an engine begins so. */
const NO_PATH = '\0';

/** Whether a socket.io server of the application, which it gave this HTTP server, serves exactly this prefix. */
export function isServedByOthers(httpServer: HttpServer, prefix: string): boolean {
  return isAnyTaken(httpServer, (kind) => exactly(prefix, kind));
}

/** Whether a socket.io server of the application, which it gave this HTTP server, takes requests for this URL. */
export function isTakenByOthers(httpServer: HttpServer, url: string): boolean {
  return isAnyTaken(httpServer, () => urlWith((from, length) => url.slice(from, length)));
}

/** One that only polls listens to no upgrades; it may be behind others that came after it. */
function isAnyTaken(httpServer: HttpServer, urlFor: (kind: EngineListener) => Url): boolean {
  return KINDS.some((kind) =>
    httpServer.listeners(kind).some((listener) => isTaken(listener as Listener, kind, urlFor(kind))),
  );
}

/**
 * Whether a listener for requests or upgrades is that of an engine with this prefix. An engine tells its path to nobody,
 * and compares it with the beginning of each URL: so it gets a request that answers as if it had that URL, and ends there.
 */
export function takes(listener: Listener, prefix: string): boolean {
  return KINDS.some((kind) => isTaken(listener, kind, exactly(prefix, kind)));
}

/** The part of a text that engines use of a URL. */
type Url = ReturnType<typeof urlWith>;

/** A URL that begins as `beginning` says; to socket.io it is no file of the client. */
function urlWith(beginning: (from: number, length: number) => string) {
  return { slice: beginning, substr: beginning, startsWith: () => false, indexOf: () => -1 };
}

/** A URL that only an engine compares with all of a prefix whose path is just that. */
function exactly(prefix: string, kind: EngineListener): Url {
  return urlWith((from, length) => {
    if (length === prefix.length) return prefix.slice(from, length);
    if (kind === 'upgrade') throw LEFT; // or it would begin to wait for another engine
    return NO_PATH;
  });
}

function isTaken(listener: Listener, kind: EngineListener, url: Url): boolean {
  if (!isOfEngine(listener, kind)) return false;
  const request = new Proxy({ url }, { get: readOr(TAKEN) });
  // An engine may look once more, later, whether the connection of an upgrade is still open.
  const connection = new Proxy({ writable: false }, { get: readOr(LEFT) });
  try {
    callAmongEngines(listener, request, connection);
  } catch (outcome) {
    return outcome === TAKEN;
  }
  return false; // it was another path
}

function readOr(outcome: Error) {
  return (target: object, name: string | symbol): unknown => {
    if (Object.hasOwn(target, name)) return Reflect.get(target, name);
    throw outcome;
  };
}

/**
 * Calls a listener of an engine. For what is not its own it calls the listeners that were there before it, by their
 * method `call`: as long as that lasts, those of other engines are called, and nobody else's.
 */
function callAmongEngines(listener: Listener, request: object, connection: object): void {
  const own = Object.getOwnPropertyDescriptor(Function.prototype, 'call') ?? {};
  const among = function (this: Listener, self: unknown, ...args: unknown[]): unknown {
    const isAsked = args[0] === request && !isOfEngine(this, 'request');
    return isAsked ? undefined : Reflect.apply(this, self, args as never[]);
  };
  Object.defineProperty(Function.prototype, 'call', { ...own, value: among });
  try {
    const result = (listener as (...args: unknown[]) => unknown)(request, connection);
    if (result instanceof Promise) result.catch(() => undefined); // whatever it is: nobody else has it
  } finally {
    Object.defineProperty(Function.prototype, 'call', own);
  }
}
