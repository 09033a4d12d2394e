import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestHandler, Response } from 'express';
import type { Server } from 'socket.io';
import type { Settings } from '../../contract/settings';
import { answerWithError, statusOf } from '../http/error-answer';
import { type EngineResponse, UpgradeResponse } from '../http/upgrade-response';
import { type Engine, isInitialRequest, isUpgrade } from '../internals/engine-io';
import { publishRefusal } from '../refusals';
import { asExpress } from './express-request';
import { HandlerAnswer } from './handler-answer';
import { attempt, callHandler, isError } from './handler-call';
import { ANSWERED_AFTER_NEXT, keepTogether, silence, type UpgradeHeaders } from './handshake-headers';

type EngineNext = (error?: unknown) => void;

/** The response of a handshake, and how it goes on when no handler has answered. */
interface HandshakeResponse {
  readonly response: ServerResponse;
  /** Calls `then` once the engine may let the client in. */
  readonly accept: (then: () => void) => void;
  /** Answers with an error, and calls `then` once the engine may hear of it. */
  readonly refuse: (status: number, then: () => void) => void;
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
  const lost = lostSessions(io.engine);
  const report = (error: unknown): void => {
    publishRefusal({ reason: 'middleware' }, io);
    logger.error('A middleware refused a handshake', { err: error });
  };
  const late = (error: unknown): void =>
    logger.error('A middleware failed when its handshake was over', { err: error });
  const nextWhenOver = (reason?: unknown): void => {
    if (isError(reason)) late(reason);
  };

  return (request: IncomingMessage, engineResponse: EngineResponse, done: EngineNext): void => {
    if (!isInitialRequest(request)) {
      done();
      return;
    }
    if (request.httpVersionMajor > 1) {
      const error = new Error('Express runs no middleware over HTTP/2; let clients poll over HTTP/1.1');
      report(error);
      done(error);
      return;
    }
    const handshake = isUpgrade(request)
      ? onUpgrade(request, engineResponse, upgradeHeaders)
      : onRequest(engineResponse, late, () => lost.add(request));
    const { response } = handshake;
    response.on('error', late); // such as that of a second end: without a listener, it would end the process
    /** A handler has refused, or all have gone on. */
    let isOver = false;

    const fail = (error: unknown): void => {
      if (isOver) {
        late(error);
        return;
      }
      isOver = true;
      report(error);
      if (answer.isUnfinished) response.destroy();
      if (answer.isEnded || response.headersSent) return;
      attempt(
        () => handshake.refuse(statusOf(error), () => done(error)),
        (reason) => {
          report(reason);
          done(reason);
        },
      );
    };
    const letIn = (): void => {
      if (isOver || answer.isGiven) return; // a handler has answered, and said to go on nevertheless
      if (response.headersSent) {
        fail(new Error('A middleware called next() before its answer had ended; expected one of the two'));
        return;
      }
      isOver = true;
      queueMicrotask(() => attempt(accept, refuseLate)); // the handler may go on to answer, by a return that it lacks
    };
    const accept = (): void => {
      if (!request.socket.writable) return; // its client has gone
      if (answer.isGiven || response.headersSent) {
        late(new Error(ANSWERED_AFTER_NEXT));
        if (answer.isUnfinished) response.destroy();
        return;
      }
      handshake.accept(() => {
        if (keepsResponse) keepResponse(request, response);
        else if (isUpgrade(request)) Reflect.deleteProperty(request, 'res'); // engine.io takes off only its own
        req.next = nextWhenOver; // the request lives as long as its session, and is not to keep all this
        done();
      });
    };
    const refuseLate = (error: unknown): void => {
      report(error);
      done(error);
    };
    const run = (index: number): void => {
      const handler = handlers[index];
      if (handler) callHandler(handler, req, res, { goOn: () => run(index + 1), fail });
      else letIn();
    };

    const req = asExpress(app, request, response, (reason?: unknown) => {
      fail(isError(reason) ? reason : nothingFound());
    });
    const res = response as Response; // `asExpress` has made it one
    const answer = new HandlerAnswer(req, res);
    run(0);
  };
}

/** In Express the next handler would run, and at last none: there is none here who would answer. */
function nothingFound(): Error {
  const error = new Error("A middleware called its request's next() without an error; expected its own next()");
  return Object.assign(error, { status: 404 });
}

/** The requests whose answer was lost: their clients never hear of the sessions that the engine opens for them. */
function lostSessions(engine: Engine): WeakSet<IncomingMessage> {
  const lost = new WeakSet<IncomingMessage>();
  engine.on('connection', (conn: { readonly request: IncomingMessage; close(discard: boolean): void }) => {
    if (lost.has(conn.request)) conn.close(true);
  });
  return lost;
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
    refuse: (status, then) => upgrade.refuse(status, then),
  };
}

/** engine.io ends this response itself, with the id of the session; or would, with an error. */
function onRequest(
  engineResponse: EngineResponse,
  late: (error: unknown) => void,
  lose: () => void,
): HandshakeResponse {
  const response = engineResponse as ServerResponse; // a request that is no upgrade has one
  return {
    response,
    accept: (then) => {
      keepTogether(response, (error) => {
        lose();
        late(error);
      });
      then();
    },
    refuse: (status, then) => {
      attempt(
        () => answerWithError(response, status),
        (error) => {
          late(error);
          response.destroy();
        },
      );
      silence(response); // engine.io answers, too
      then();
    },
  };
}

/** The request lives as long as its session. engine.io takes its own response off it, and may not always. */
function keepResponse(request: IncomingMessage, response: ServerResponse): void {
  Object.defineProperty(request, 'res', { get: () => response, set: () => undefined, configurable: true });
}
