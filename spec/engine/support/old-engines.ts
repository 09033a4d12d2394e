/* eslint-disable @typescript-eslint/no-confusing-void-expression, no-var, @typescript-eslint/no-this-alias -- as it is there */
import type { EventEmitter } from 'node:events';
import type { Server as HttpServer } from 'node:http';

type Handler = (...args: unknown[]) => void;

/** The part of engine.io's requests that its listeners look at. */
interface AnyRequest {
  readonly url: string;
  readonly method: string;
}

interface AnySocket extends EventEmitter {
  readonly writable: boolean;
  readonly bytesWritten: number;
  end(): void;
}

/** How long engine.io waits before it ends an upgrade that nobody has taken, in milliseconds; it is a second there. */
export const DESTROY_UPGRADE_MS = 5;

const debug: Handler = () => undefined;

function checkFor(path: string): (req: AnyRequest) => boolean {
  return (req) => path === req.url.slice(0, path.length);
}

/** Listens as engine.io 6.2 to 6.6.11 does, word for word: it looks at the connection when the time is over. */
export class OldEngine {
  readonly handled: unknown[] = [];

  handleRequest(req: AnyRequest, _res: unknown): void {
    this.handled.push(req.method);
  }

  handleUpgrade(req: AnyRequest, _socket: unknown, _head: unknown): void {
    this.handled.push(req.method);
  }

  attach(server: HttpServer, path: string, options: { destroyUpgrade?: boolean } = {}): this {
    const check = checkFor(path);
    const destroyUpgradeTimeout = DESTROY_UPGRADE_MS;
    const listeners = server.listeners('request').slice(0) as Handler[];
    server.removeAllListeners('request');
    server.on('request', ((req: AnyRequest, res: unknown) => {
      if (check(req)) {
        debug('intercepting request for path "%s"', path);
        this.handleRequest(req, res);
      } else {
        let i = 0;
        const l = listeners.length;
        for (; i < l; i++) {
          listeners[i]!.call(server, req, res);
        }
      }
    }) as never);
    server.on('upgrade', ((req: AnyRequest, socket: AnySocket, head: unknown) => {
      if (check(req)) {
        this.handleUpgrade(req, socket, head);
      } else if (false !== options.destroyUpgrade) {
        setTimeout(function () {
          if (socket.writable && socket.bytesWritten <= 0) {
            socket.on('error', (e: Error) => {
              debug('error while destroying upgrade: %s', e.message);
            });
            return socket.end();
          }
        }, destroyUpgradeTimeout);
      }
    }) as never);
    return this;
  }
}

/** Listens as engine.io 3.5 and 3.6 do, word for word. */
export class VeryOldEngine extends OldEngine {
  override attach(
    server: HttpServer,
    path: string,
    options: { destroyUpgrade?: boolean; handlePreflightRequest?: Handler } = {},
  ): this {
    const self = this;
    const check = checkFor(path);
    const destroyUpgradeTimeout = DESTROY_UPGRADE_MS;
    const listeners = server.listeners('request').slice(0) as Handler[];
    server.removeAllListeners('request');
    server.on('request', function (req: AnyRequest, res: unknown) {
      if (check(req)) {
        debug('intercepting request for path "%s"', path);
        if ('OPTIONS' === req.method && 'function' === typeof options.handlePreflightRequest) {
          options.handlePreflightRequest.call(server, req, res);
        } else {
          self.handleRequest(req, res);
        }
      } else {
        for (var i = 0, l = listeners.length; i < l; i++) {
          listeners[i]!.call(server, req, res);
        }
      }
    } as never);
    server.on('upgrade', function (req: AnyRequest, socket: AnySocket, head: unknown) {
      if (check(req)) {
        self.handleUpgrade(req, socket, head);
      } else if (false !== options.destroyUpgrade) {
        setTimeout(function () {
          if (socket.writable && socket.bytesWritten <= 0) {
            return socket.end();
          }
        }, destroyUpgradeTimeout);
      }
    } as never);
    return this;
  }
}
