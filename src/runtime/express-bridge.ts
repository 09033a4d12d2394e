import { type IncomingMessage, ServerResponse } from 'node:http';
import type { Socket as NetSocket } from 'node:net';
import type { Application, NextFunction, Request, RequestHandler, Response } from 'express';
import type { Settings } from './settings';

/** What Express makes for each application and leaves out of its types. */
type ExpressPrototypes = Application & { readonly request: object; readonly response: object };
type EngineNext = (error?: unknown) => void;
/** What an engine gives its middleware: on an upgrade not a response, but something that collects headers for one. */
type EngineResponse = Pick<ServerResponse, 'setHeader'>;
type EngineRequest = IncomingMessage & { _query: Record<string, string | undefined> };

/**
 * Express handlers as one middleware of an engine. They run on the request that opens a session, not on each poll of
 * it, and meet what they would in Express: its `req` and its `res`, also on a WebSocket upgrade, so that a handler may
 * set cookies or answer by itself.
 *
 * @param keepsResponse whether `request.res` stays as long as the session: an AuthProvider gets it with each namespace
 */
export function handshakeMiddleware(
  { app, logger }: Settings,
  handlers: readonly RequestHandler[],
  keepsResponse: boolean,
) {
  return (engineRequest: IncomingMessage, engineResponse: EngineResponse, done: EngineNext): void => {
    const request = engineRequest as EngineRequest;
    if (!opensSession(request)) {
      done();
      return;
    }
    const onUpgrade = !(engineResponse instanceof ServerResponse);
    const response = plainResponse(request, engineResponse);
    if (!onUpgrade) handshakeResponses.set(request, response);
    const req = asExpress(app, request, response);
    const res = response as Response; // `asExpress` has made it one

    const run = (index: number): void => {
      const handler = handlers[index];
      if (handler) callOnce(handler, req, res, (error) => (error ? fail(error) : run(index + 1)));
      else finish(() => handOver(response, engineResponse, request.socket));
    };
    const fail = (error: unknown): void => {
      logger.error('A middleware refused a handshake', error);
      finish(() => response.detachSocket(request.socket), error);
    };
    const finish = (giveBack: () => void, error?: unknown): void => {
      if (response.headersSent) return; // a handler has answered, and said to go on nevertheless
      if (onUpgrade) {
        giveBack();
        Reflect.deleteProperty(request, 'res'); // engine.io does not know of it, and would leave it there
      }
      if (keepsResponse) keepResponse(request, response);
      done(error);
    };
    run(0);
  };
}

/** The request lives as long as its session. engine.io takes its own response off it, and may not always. */
function keepResponse(request: EngineRequest, response: ServerResponse): void {
  Object.defineProperty(request, 'res', { get: () => response, set: () => undefined, configurable: true });
}

/** Whether a request is the first of a session, and not a poll or an upgrade of one. */
export function opensSession(request: IncomingMessage): boolean {
  return (request as EngineRequest)._query.sid === undefined; // engine.io has parsed the query by now
}

/** Calls a handler; what it throws, now or later, is as good as `next(error)`. Only its first answer counts. */
function callOnce(handler: RequestHandler, req: Request, res: Response, then: EngineNext): void {
  let called = false;
  const next = (error?: unknown): void => {
    if (called) return;
    called = true;
    then(error === 'route' || error === 'router' ? undefined : error);
  };
  const failed = (error: unknown): void => {
    next(error ?? new Error('A middleware failed without saying why'));
  };
  try {
    const result = (handler as (...args: Parameters<RequestHandler>) => unknown)(req, res, next as NextFunction);
    if (result instanceof Promise) result.catch(failed);
  } catch (error) {
    failed(error);
  }
}

/** Does what Express does at the start of a request: gives it and its response their methods. */
function asExpress(app: Application, request: EngineRequest, response: ServerResponse): Request {
  const req = request as unknown as Request;
  const res = response as Response;
  const { request: reqPrototype, response: resPrototype } = app as ExpressPrototypes;
  Object.setPrototypeOf(req, reqPrototype);
  Object.setPrototypeOf(res, resPrototype);
  req.res = res;
  Object.defineProperty(res, 'req', { value: req, configurable: true, writable: true });
  (res as Partial<Response>).locals ??= Object.create(null) as Response['locals'];
  // Express 4 parses the query in a middleware of its own; Express 5 has a getter for it.
  if (!('query' in req)) Object.defineProperty(req, 'query', { value: { ...request._query }, writable: true });
  Object.defineProperty(req, 'originalUrl', { value: request.url, configurable: true, writable: true });
  return req;
}

/** A response that can be answered with, also on an upgrade. */
export function plainResponse(request: IncomingMessage, engineResponse: EngineResponse): ServerResponse {
  return engineResponse instanceof ServerResponse ? (engineResponse as ServerResponse) : upgradeResponse(request);
}

/** engine.io would write its own cookie over those that middleware has set, or will: express-session sets it late. */
export function keepCookiesTogether(headers: Record<string, string | string[]>, request: IncomingMessage): void {
  const response = handshakeResponses.get(request);
  handshakeResponses.delete(request); // the request lives as long as its session, and its response need not
  const cookie = headers['Set-Cookie'];
  if (cookie === undefined || !response) return;
  delete headers['Set-Cookie'];
  response.appendHeader('Set-Cookie', cookie);
}

/** The responses of polling handshakes under way: engine.io takes them off their requests. */
const handshakeResponses = new WeakMap<IncomingMessage, ServerResponse>();

function upgradeResponse(request: IncomingMessage): ServerResponse {
  const response = new ServerResponse(request);
  response.assignSocket(request.socket);
  response.shouldKeepAlive = false;
  response.once('finish', () => {
    response.detachSocket(request.socket);
    request.socket.end();
  });
  return response;
}

/** Nobody answered, so the engine will: with the headers that were set, cookies above all. */
function handOver(response: ServerResponse, engineResponse: EngineResponse, socket: NetSocket): void {
  response.writeHead(101); // sends nothing yet; express-session and others set their headers when it is called
  response.detachSocket(socket);
  for (const [name, value] of Object.entries(response.getHeaders())) {
    if (value === undefined) continue;
    const values = [value].flat();
    // engine.io writes one line for a name and would join several cookies with a comma, so each gets its own spelling.
    for (const [index, single] of values.entries()) {
      engineResponse.setHeader(spelling(name, index), String(single));
    }
  }
}

/** The same header's name in another mixture of capitals for each `variant`: names of headers have no case. */
function spelling(name: string, variant: number): string {
  let letters = 0;
  return name.replaceAll(/[a-z]/gi, (letter) => (((variant >> letters++) & 1) === 1 ? letter.toUpperCase() : letter));
}
