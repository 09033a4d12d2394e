import type { Server as HttpServer } from 'node:http';

/** A listener of an HTTP server, whoever added it. */
export type Listener = (...args: never[]) => unknown;

/** How engine.io listens for upgrades, in every version: it alone is asked what it takes, as others could answer. */
const ENGINE_LISTENER = /\bcheck\(req\)[^]*\bhandleUpgrade\(req, socket, head\)/;
/** How it listens for requests, alone or behind socket.io's listener for the files of the client, which asks it next. */
const POLLING_LISTENER = /\bcheck\(req\)[^]*\bhandleRequest\(req, res\)|\bthis\.serve\([^]*\bevs\[i\]\.call\(/;

/** Ends the question where an engine begins to take the request, and where it leaves it alone. */
const [TAKEN, LEFT] = [new Error('It takes the request'), new Error('It leaves the request alone')];

/** Whether a socket.io server of the application, which it gave this HTTP server, serves exactly this prefix. */
export function isServedByOthers(httpServer: HttpServer, prefix: string): boolean {
  const upgrades = httpServer.listeners('upgrade').some((listener) => takes(listener as Listener, prefix));
  // One that only polls listens to no upgrades. It is seen where no other server came after it.
  return upgrades || httpServer.listeners('request').some((listener) => takesRequests(listener as Listener, prefix));
}

/**
 * Whether a listener for upgrades is that of an engine with this prefix. An engine tells its path to nobody, and compares
 * it with the beginning of each URL: so it gets a request that answers as if it had that URL, and ends there.
 */
export function takes(listener: Listener, prefix: string): boolean {
  return ENGINE_LISTENER.test(Function.prototype.toString.call(listener)) && isTaken(listener, prefix);
}

function takesRequests(listener: Listener, prefix: string): boolean {
  return POLLING_LISTENER.test(Function.prototype.toString.call(listener)) && isTaken(listener, prefix);
}

function isTaken(listener: Listener, prefix: string): boolean {
  try {
    (listener as (...args: unknown[]) => unknown)(request(prefix), end(LEFT));
  } catch (outcome) {
    return outcome === TAKEN;
  }
  return false; // its option destroyUpgrade is false
}

function request(prefix: string): object {
  const beginning = (from: number, length: number): string => {
    if (length !== prefix.length) throw LEFT;
    return prefix.slice(from, length);
  };
  return new Proxy({ url: { slice: beginning, substr: beginning, startsWith: () => false } }, { get: readOr(TAKEN) });
}

function end(outcome: Error): object {
  return new Proxy({}, { get: readOr(outcome) });
}

function readOr(outcome: Error) {
  return (target: object, name: string | symbol): unknown => {
    if (Object.hasOwn(target, name)) return Reflect.get(target, name);
    throw outcome;
  };
}
