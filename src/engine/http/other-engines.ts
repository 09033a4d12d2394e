import type { Server as HttpServer } from 'node:http';

/** A listener of an HTTP server, whoever added it. */
export type Listener = (...args: never[]) => unknown;

/** How engine.io listens for upgrades, in every version: it alone is asked what it takes, as others could answer. */
const ENGINE_LISTENER = /\bcheck\(req\)[^]*\bhandleUpgrade\(req, socket, head\)/;

/** Ends the question where an engine begins to take the request, and where it leaves it alone. */
const [TAKEN, LEFT] = [new Error('It takes the request'), new Error('It leaves the request alone')];

/** Whether a socket.io server of the application, which it gave this HTTP server, serves exactly this prefix. */
export function isServedByOthers(httpServer: HttpServer, prefix: string): boolean {
  return httpServer.listeners('upgrade').some((listener) => takes(listener as Listener, prefix));
}

/**
 * Whether a listener for upgrades is that of an engine with this prefix. An engine tells its path to nobody, and compares
 * it with the beginning of each URL: so it gets a request that answers as if it had that URL, and ends there.
 */
export function takes(listener: Listener, prefix: string): boolean {
  if (!ENGINE_LISTENER.test(Function.prototype.toString.call(listener))) return false;
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
  return new Proxy({ url: { slice: beginning, substr: beginning } }, { get: readOr(TAKEN) });
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
