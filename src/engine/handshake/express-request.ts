import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Application, NextFunction, Request, Response } from 'express';
import { expressPrototypes } from '../internals/engine-io';

/**
 * Does what Express does at the start of a request: gives it and its response their methods, and what a route finds on
 * them.
 *
 * @param next what methods of the response call when they fail after their handler has returned
 */
export function asExpress(
  app: Application,
  request: IncomingMessage,
  response: ServerResponse,
  next: NextFunction,
): Request {
  const req = request as Request; // the prototypes make it one
  const res = response as Response;
  const { request: reqPrototype, response: resPrototype } = expressPrototypes(app);
  Object.setPrototypeOf(req, reqPrototype);
  Object.setPrototypeOf(res, resPrototype);
  req.res = res;
  req.next = next;
  req.params = {};
  req.baseUrl = '';
  Object.defineProperty(res, 'req', { value: req, configurable: true, writable: true });
  (res as Partial<Response>).locals ??= Object.create(null) as Response['locals'];
  // Express 4 parses the query in a middleware of its own; Express 5 has a getter for it.
  if (!('query' in req)) defineQuery(app, req);
  Object.defineProperty(req, 'originalUrl', { value: request.url, configurable: true, writable: true });
  return req;
}

/** Parses the query as the application is set to, once a handler asks for it: it is the handler that a parser fails. */
function defineQuery(app: Application, req: Request): void {
  const define = (property: PropertyDescriptor): void => {
    Object.defineProperty(req, 'query', { ...property, configurable: true, enumerable: true });
  };
  const set = (value: unknown): void => define({ value, writable: true });
  const get = (): unknown => {
    const parse = app.get('query parser fn') as (text: string | null) => unknown;
    const query = parse(/\?(.*)/s.exec(req.originalUrl)?.[1] ?? null);
    set(query);
    return query;
  };
  define({ get, set });
}
