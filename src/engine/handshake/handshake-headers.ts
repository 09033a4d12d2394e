import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Engine, webSocketServerOf } from '../internals/engine-io';
import type { EngineResponse } from '../http/upgrade-response';

type Headers = ReturnType<ServerResponse['getHeaders']>;
/** What a client is answered by then counts. */
export const ANSWERED_AFTER_NEXT = 'A middleware answered after it had called next(); expected one of the two';

type WriteHead = (status: number, headers?: Record<string, string | string[]>) => ServerResponse;

/** The headers of the upgrade itself, and of a body that it does not have: they are the engine's business alone. */
const ENGINE_HEADERS = new Set([
  'connection',
  'keep-alive',
  'upgrade',
  'content-length',
  'transfer-encoding',
  'trailer',
]);

/**
 * The headers that middleware has set for the answer to an upgrade. An engine takes one value for a name; where there
 * are several, cookies above all, they are added to the lines that its WebSocket server writes.
 */
export class UpgradeHeaders {
  readonly #lines = new WeakMap<IncomingMessage, readonly string[]>();

  /** Call it again when the engine has made a new WebSocket server. */
  install(engine: Engine): void {
    webSocketServerOf(engine)?.on('headers', (lines: string[], request: IncomingMessage) => {
      lines.push(...(this.#lines.get(request) ?? []));
      this.#lines.delete(request); // which lives as long as its session
    });
  }

  handOver(request: IncomingMessage, engineResponse: EngineResponse, headers: Headers): void {
    const lines: string[] = [];
    for (const [name, value] of Object.entries(headers)) {
      if (value === undefined || ENGINE_HEADERS.has(name) || name.startsWith('sec-websocket-')) continue;
      if (Array.isArray(value)) lines.push(...value.map((each) => `${name}: ${each}`));
      else if (name === 'set-cookie')
        lines.push(`${name}: ${value}`); // a listener of the engine may set others
      else engineResponse.setHeader(name, value);
    }
    this.#lines.set(request, lines);
  }
}

/**
 * Lets a response keep all cookies when the engine ends it: those of middleware, of the engine, and of its listeners,
 * in whatever capitals each writes the name. Node would keep the last of them.
 *
 * @param failed gets why the engine's answer does not arrive: a middleware has thrown that does something when the
 *   response ends, or a handler has answered meanwhile. In the engine, which does not catch it, it would end the process.
 */
export function keepTogether(response: ServerResponse, failed: (error: unknown) => void): void {
  const writeHead = response.writeHead.bind(response) as WriteHead; // the one overload that engine.io uses
  const end = response.end.bind(response) as (...args: unknown[]) => ServerResponse;
  let isLost = false;
  const guard = (write: () => ServerResponse): ServerResponse => {
    if (isLost) return response;
    try {
      return write();
    } catch (error) {
      isLost = true;
      failed(error);
      return response.destroy();
    }
  };
  const joined: WriteHead = (status, headers = {}) =>
    guard(() => {
      if (response.headersSent) {
        isLost = true;
        failed(new Error(ANSWERED_AFTER_NEXT));
        return response;
      }
      const rest: typeof headers = {};
      for (const [name, value] of Object.entries(headers)) {
        if (name.toLowerCase() === 'set-cookie') response.appendHeader(name, value);
        else rest[name] = value;
      }
      return writeHead(status, rest);
    });
  replaceWrites(response, { writeHead: joined, end: (...args) => guard(() => end(...args)) });
}

/** Lets an engine write nothing: its response has been answered. */
export function silence(response: ServerResponse): void {
  replaceWrites(response, { writeHead: () => response, end: () => response });
}

function replaceWrites(
  response: ServerResponse,
  { writeHead, end }: { readonly writeHead: WriteHead; readonly end: (...args: unknown[]) => ServerResponse },
): void {
  Object.defineProperties(response, {
    writeHead: { value: writeHead, configurable: true, writable: true },
    end: { value: end, configurable: true, writable: true },
  });
}
