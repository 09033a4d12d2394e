import type { NextFunction, Request, RequestHandler, Response } from 'express';

/** What becomes of a handler. */
export interface HandlerOutcome {
  /** It called `next()`; only its first one counts. */
  readonly goOn: () => void;
  /** It called `next(error)`, threw or rejected, also after `next()`: express-session says so that it could not save. */
  readonly fail: (error: unknown) => void;
}

/** Calls an Express handler; what it throws, now or later, is as good as `next(error)`. */
export function callHandler(handler: RequestHandler, req: Request, res: Response, outcome: HandlerOutcome): void {
  let called = false;
  const next = (reason?: unknown): void => {
    if (isError(reason)) {
      called = true;
      outcome.fail(reason);
    } else if (!called) {
      called = true;
      outcome.goOn();
    }
  };
  // Whatever is thrown refuses: also what `next` would take for no error.
  const failed = (reason: unknown): void => {
    called = true;
    outcome.fail(reason || new Error('A middleware failed without saying why'));
  };
  attempt(() => {
    const result = (handler as (...args: Parameters<RequestHandler>) => unknown)(req, res, next as NextFunction);
    if (isThenable(result)) Promise.resolve(result).then(undefined, failed);
  }, failed);
}

/** What `next` was called with is an error: the names are of Express, which leaves a route or a router by them. */
export function isError(reason: unknown): boolean {
  return Boolean(reason) && reason !== 'route' && reason !== 'router';
}

export function attempt(action: () => void, failed: (error: unknown) => void): void {
  try {
    action();
  } catch (error) {
    failed(error);
  }
}

/** Promises of other libraries are none of the class `Promise`. */
function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { readonly then?: unknown } | null | undefined)?.then === 'function';
}
