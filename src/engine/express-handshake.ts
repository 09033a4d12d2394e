import { type IncomingMessage, ServerResponse } from 'node:http';
import type { Application, NextFunction, Request, RequestHandler, Response } from 'express';
import type { Settings } from '../contract/settings';
import { engineQuery, expressPrototypes } from './internals';
import { type EngineResponse, handOver, plainResponse } from './upgrade-response';

type EngineNext = (error?: unknown) => void;

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
  return (request: IncomingMessage, engineResponse: EngineResponse, done: EngineNext): void => {
    if (!isInitialRequest(request)) {
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
function keepResponse(request: IncomingMessage, response: ServerResponse): void {
  Object.defineProperty(request, 'res', { get: () => response, set: () => undefined, configurable: true });
}

/** A request without a session's id opens a new session; a poll or an upgrade of a session has one. */
export function isInitialRequest(request: IncomingMessage): boolean {
  return engineQuery(request).sid === undefined;
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
function asExpress(app: Application, request: IncomingMessage, response: ServerResponse): Request {
  const req = request as Request; // the prototypes make it one
  const res = response as Response;
  const { request: reqPrototype, response: resPrototype } = expressPrototypes(app);
  Object.setPrototypeOf(req, reqPrototype);
  Object.setPrototypeOf(res, resPrototype);
  req.res = res;
  Object.defineProperty(res, 'req', { value: req, configurable: true, writable: true });
  (res as Partial<Response>).locals ??= Object.create(null) as Response['locals'];
  // Express 4 parses the query in a middleware of its own; Express 5 has a getter for it.
  if (!('query' in req)) Object.defineProperty(req, 'query', { value: { ...engineQuery(request) }, writable: true });
  Object.defineProperty(req, 'originalUrl', { value: request.url, configurable: true, writable: true });
  return req;
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
