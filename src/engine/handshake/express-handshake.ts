import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Application, NextFunction, Request, RequestHandler, Response } from 'express';
import type { Server } from 'socket.io';
import type { Settings } from '../../contract/settings';
import { publishRefusal } from '../refusals';
import { keepTogether, type UpgradeHeaders } from './handshake-headers';
import { engineQuery, expressPrototypes, isInitialRequest, isUpgrade } from '../internals/engine-io';
import { type EngineResponse, UpgradeResponse } from '../http/upgrade-response';

type EngineNext = (error?: unknown) => void;

/** The response of a handshake, and how it goes on when no handler has answered. */
interface HandshakeResponse {
  readonly response: ServerResponse;
  /** Calls `then` once the engine may let the client in. */
  readonly accept: (then: () => void) => void;
  /** Calls `then` once the engine may answer with an error. */
  readonly refuse: (then: () => void) => void;
}

/**
 * Express handlers as one middleware of an engine. They run on the request that opens a session, not on each poll of
 * it, and meet what they would in Express: its `req` and its `res`, also on a WebSocket upgrade, so that a handler may
 * set cookies, answer by itself, and do something when the response ends.
 *
 * @param keepsResponse whether `request.res` stays as long as the session: an AuthProvider gets it with each namespace
 */
export function handshakeMiddleware(
  { app, logger }: Settings,
  handlers: readonly RequestHandler[],
  keepsResponse: boolean,
  upgradeHeaders: UpgradeHeaders,
  io: Server,
) {
  return (request: IncomingMessage, engineResponse: EngineResponse, done: EngineNext): void => {
    if (!isInitialRequest(request)) {
      done();
      return;
    }
    const refuse = (error: unknown): void => {
      publishRefusal({ reason: 'middleware' }, io);
      logger.error('A middleware refused a handshake', { err: error });
      done(error);
    };
    if (request.httpVersionMajor > 1) {
      refuse(new Error('Express runs no middleware over HTTP/2; let clients poll over HTTP/1.1'));
      return;
    }
    const late = (error: unknown): void =>
      logger.error('A middleware failed when its handshake was over', { err: error });
    const handshake = isUpgrade(request)
      ? onUpgrade(request, engineResponse, upgradeHeaders)
      : onRequest(engineResponse, late);
    const { response } = handshake;
    const req = asExpress(app, request, response);
    const res = response as Response; // `asExpress` has made it one

    const leave = (end: HandshakeResponse['accept'], then: () => void): void => {
      if (response.headersSent) return; // a handler has answered, and said to go on nevertheless
      attempt(() => {
        end(() => {
          if (keepsResponse) keepResponse(request, response);
          else if (isUpgrade(request)) Reflect.deleteProperty(request, 'res'); // engine.io takes off only its own
          then();
        });
      }, refuse);
    };
    const run = (index: number): void => {
      const handler = handlers[index];
      if (handler) callOnce(handler, req, res, (error) => (error ? fail(error) : run(index + 1)), late);
      else leave(handshake.accept, done);
    };
    const fail = (error: unknown): void => {
      publishRefusal({ reason: 'middleware' }, io);
      logger.error('A middleware refused a handshake', { err: error });
      leave(handshake.refuse, () => done(error));
    };
    run(0);
  };
}

function onUpgrade(
  request: IncomingMessage,
  engineResponse: EngineResponse,
  headers: UpgradeHeaders,
): HandshakeResponse {
  const upgrade = new UpgradeResponse(request);
  return {
    response: upgrade.response,
    accept: (then) => {
      upgrade.accept((set) => {
        headers.handOver(request, engineResponse, set);
        then();
      });
    },
    refuse: (then) => upgrade.refuse(then),
  };
}

/** engine.io ends this response itself: with the id of the session, or with an error. */
function onRequest(engineResponse: EngineResponse, late: (error: unknown) => void): HandshakeResponse {
  const response = engineResponse as ServerResponse; // a request that is no upgrade has one
  const leaveToEngine = (then: () => void): void => {
    keepTogether(response, late);
    then();
  };
  return { response, accept: leaveToEngine, refuse: leaveToEngine };
}

/** The request lives as long as its session. engine.io takes its own response off it, and may not always. */
function keepResponse(request: IncomingMessage, response: ServerResponse): void {
  Object.defineProperty(request, 'res', { get: () => response, set: () => undefined, configurable: true });
}

/**
 * Calls a handler; what it throws, now or later, is as good as `next(error)`. Only its first answer counts; an error
 * that comes after it goes to `late`: express-session says so that a session could not be saved.
 */
function callOnce(
  handler: RequestHandler,
  req: Request,
  res: Response,
  then: EngineNext,
  late: (error: unknown) => void,
): void {
  let called = false;
  const next = (error?: unknown): void => {
    const reason = error === 'route' || error === 'router' ? undefined : error;
    if (called && reason) late(reason);
    if (called) return;
    called = true;
    then(reason);
  };
  const failed = (error: unknown): void => {
    next(error ?? new Error('A middleware failed without saying why'));
  };
  attempt(() => {
    const result = (handler as (...args: Parameters<RequestHandler>) => unknown)(req, res, next as NextFunction);
    if (result instanceof Promise) result.catch(failed);
  }, failed);
}

function attempt(action: () => void, failed: (error: unknown) => void): void {
  try {
    action();
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
