import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Engine, webSocketServerOf } from '../internals/engine-io';
import type { EngineResponse } from '../http/upgrade-response';

type Headers = ReturnType<ServerResponse['getHeaders']>;
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
 * in whatever capitals each writes the name. Node would keep the last of them. `failed` gets what a middleware throws
 * that does something when the response ends; it would end the process.
 */
export function keepTogether(response: ServerResponse, failed: (error: unknown) => void): void {
  const writeHead = response.writeHead.bind(response) as WriteHead; // the one overload that engine.io uses
  const end = response.end.bind(response) as (...args: unknown[]) => ServerResponse;
  const joined: WriteHead = (status, headers = {}) => {
    const rest: typeof headers = {};
    for (const [name, value] of Object.entries(headers)) {
      if (name.toLowerCase() === 'set-cookie') response.appendHeader(name, value);
      else rest[name] = value;
    }
    return writeHead(status, rest);
  };
  const guarded = (...args: unknown[]): ServerResponse => {
    try {
      return end(...args);
    } catch (error) {
      failed(error);
      return response.destroy();
    }
  };
  Object.assign(response, { writeHead: joined, end: guarded });
}
