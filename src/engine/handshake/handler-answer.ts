import type { Request, Response } from 'express';

type Method = (this: unknown, ...args: unknown[]) => unknown;
type Done = (error?: NodeJS.ErrnoException) => void;

/**
 * What the handlers of a handshake have done about its answer. A handler may have answered before anything is written:
 * express-session holds the end back until it has saved the session, and `res.sendFile` looks for the file first.
 */
export class HandlerAnswer {
  readonly #res: Response;
  #isEnded = false;
  /** Express is about to send a file, and will end the response. */
  #isFileOnItsWay = false;

  constructor(req: Request, res: Response) {
    this.#res = res;
    this.#watchEnd();
    for (const name of ['sendFile', 'sendfile'] as const) this.#watchFile(req, name);
  }

  /** A handler has ended the response. */
  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** A handler has answered: nothing more has to be done. */
  get isGiven(): boolean {
    return this.#isEnded || this.#isFileOnItsWay;
  }

  /** A handler has begun to answer, and nobody will end it. */
  get isUnfinished(): boolean {
    return this.#res.headersSent && !this.isGiven;
  }

  /** Whoever replaces `end` may call it later: the call of what has replaced it counts. */
  #watchEnd(): void {
    const setEnded = (isEnded: boolean): void => {
      this.#isEnded = isEnded;
    };
    const noting = (end: Method): Method =>
      function (this: unknown, ...args) {
        setEnded(true);
        try {
          return end.apply(this, args);
        } catch (error) {
          setEnded(false);
          throw error;
        }
      };
    let current = noting(Reflect.get(this.#res, 'end') as Method);
    Object.defineProperty(this.#res, 'end', {
      get: () => current,
      set: (end: Method) => {
        current = noting(end);
      },
      configurable: true,
      enumerable: true,
    });
  }

  /**
   * Without a callback Express calls `next()` where the file is a folder, which would let the client in: here that is an
   * error as a file that is missing is.
   *
   * @param name Express 4 has the method in two spellings
   */
  #watchFile(req: Request, name: 'sendFile' | 'sendfile'): void {
    const methods = this.#res as unknown as Partial<Record<typeof name, Method>>;
    const send = methods[name];
    if (!send) return;
    methods[name] = (path, ...rest) => {
      const { next } = req; // that of the router which the handler is in
      const given = rest.find((each) => typeof each === 'function') as Done | undefined;
      const done: Done = (error) => {
        this.#isFileOnItsWay = false;
        if (given) given(error);
        else if (error && !isOfConnection(error)) next?.(isFolder(error) ? notFound(error) : error);
      };
      this.#isFileOnItsWay = true;
      try {
        return send.call(this.#res, path, typeof rest[0] === 'function' ? undefined : rest[0], done);
      } catch (error) {
        this.#isFileOnItsWay = false;
        throw error;
      }
    };
  }
}

/** The client has gone; Express calls no `next` for that either. */
function isOfConnection({ code, syscall }: NodeJS.ErrnoException): boolean {
  return code === 'ECONNABORTED' || syscall === 'write';
}

function isFolder({ code }: NodeJS.ErrnoException): boolean {
  return code === 'EISDIR';
}

function notFound(error: Error): Error {
  return Object.assign(error, { status: 404 });
}
