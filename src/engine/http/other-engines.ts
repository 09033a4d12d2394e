import type { Server as HttpServer } from 'node:http';

/** A listener of an HTTP server, whoever added it. */
export type Listener = (...args: never[]) => unknown;

/** How engine.io listens for upgrades, in every version: it alone is asked what it takes, as others could answer. */
const ENGINE_LISTENER = /\bcheck\(req\)[^]*\bhandleUpgrade\(req, socket, head\)/;
/** How it listens for requests, alone or behind socket.io's listener for the files of the client, which asks it next. */
const POLLING_LISTENER = /\bcheck\(req\)[^]*\bhandleRequest\(req, res\)|\bthis\.serve\([^]*\bevs\[i\]\.call\(/;

/** Ends the question where an engine begins to take the request, and where it leaves it alone. */
const [TAKEN, LEFT] = [new Error('It takes the request'), new Error('It leaves the request alone')];
/** So many callers tell two places apart. */
const FRAMES = 10;
/** No path of an engine begins so. */
const NO_PATH = '\0';

/** Whether a socket.io server of the application, which it gave this HTTP server, serves exactly this prefix. */
export function isServedByOthers(httpServer: HttpServer, prefix: string): boolean {
  return isAnyTaken(httpServer, exactly(prefix));
}

/** Whether a socket.io server of the application, which it gave this HTTP server, takes requests for this URL. */
export function isTakenByOthers(httpServer: HttpServer, url: string): boolean {
  return isAnyTaken(httpServer, url);
}

function isAnyTaken(httpServer: HttpServer, url: Url): boolean {
  const upgrades = httpServer.listeners('upgrade').some((listener) => takesUpgrades(listener as Listener, url));
  // One that only polls listens to no upgrades. It is seen where no other server came after it.
  return upgrades || httpServer.listeners('request').some((listener) => takesRequests(listener as Listener, url));
}

/**
 * Whether a listener for requests or upgrades is that of an engine with this prefix. An engine tells its path to nobody,
 * and compares it with the beginning of each URL: so it gets a request that answers as if it had that URL, and ends there.
 */
export function takes(listener: Listener, prefix: string): boolean {
  return takesUpgrades(listener, exactly(prefix)) || takesRequests(listener, exactly(prefix));
}

/** The part of a text that engines use of a URL. */
type Url = string | object;

function takesUpgrades(listener: Listener, url: Url): boolean {
  return ENGINE_LISTENER.test(Function.prototype.toString.call(listener)) && whereTaken(listener, url) !== undefined;
}

/** An engine calls other listeners for what is not its own, and these look at the request, too: at any URL alike. */
function takesRequests(listener: Listener, url: Url): boolean {
  if (!POLLING_LISTENER.test(Function.prototype.toString.call(listener))) return false;
  const [where, whereOthers] = [url, noUrl(url)].map((each) => whereTaken(listener, each));
  return where !== undefined && where !== whereOthers;
}

/** The place in the code where a listener begins to take a request. */
function whereTaken(listener: Listener, url: Url): string | undefined {
  const place = { stack: '' };
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = FRAMES;
  try {
    const request = new Proxy({ url }, { get: readOr(TAKEN, place) });
    (listener as (...args: unknown[]) => unknown)(request, new Proxy({}, { get: readOr(LEFT, place) }));
  } catch (outcome) {
    return outcome === TAKEN ? place.stack : undefined;
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
  return undefined; // its option destroyUpgrade is false
}

/** A URL that only an engine compares with all of a prefix whose path is just that. */
function exactly(prefix: string): object {
  const beginning = (from: number, length: number): string => {
    if (length !== prefix.length) throw LEFT;
    return prefix.slice(from, length);
  };
  return { slice: beginning, substr: beginning, startsWith: () => false };
}

/** The same question about a path that no engine has. */
function noUrl(url: Url): Url {
  if (typeof url === 'string') return NO_PATH;
  const { slice } = url as { readonly slice: (from: number, length: number) => string };
  const beginning = (from: number, length: number): string => NO_PATH + slice(from, length);
  return { slice: beginning, substr: beginning, startsWith: () => false };
}

function readOr(outcome: Error, place: { stack: string }) {
  return (target: object, name: string | symbol): unknown => {
    if (Object.hasOwn(target, name)) return Reflect.get(target, name);
    place.stack = String(new Error('here').stack); // whatever the application makes of stacks
    throw outcome;
  };
}
