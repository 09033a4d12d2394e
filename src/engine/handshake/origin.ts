import type { IncomingMessage } from 'node:http';
import type { Application } from 'express';
import type { Server } from 'socket.io';
import type { Settings } from '../../contract/settings';
import type { OriginRule } from '../../registry/options/allowed-origins';
import { addressOfRequest } from '../client-facts';
import { publishRefusal } from '../refusals';
import { isJsonp } from '../internals/engine-io';
import { corsMiddlewareOf } from '../internals/socket-io';

/** The origin of pages that have none, such as sandboxed ones. */
const OPAQUE = 'null';
const MAX_LOGGED_LENGTH = 200;

/**
 * Says which pages may open a session. Browsers send the visitor's cookies along with a WebSocket's handshake whatever
 * page it is of, and CORS does not cover WebSockets.
 * @see https://owasp.org/www-community/attacks/csrf
 */
export class OriginCheck {
  readonly #settings: Settings;
  readonly #io: Server;
  readonly #path: string;
  readonly #rule: OriginRule | undefined;

  /** @param rule what `allowedOrigins` says; without it, `cors.origin` and the own host count */
  constructor(settings: Settings, io: Server, path: string, rule: OriginRule | undefined) {
    this.#settings = settings;
    this.#io = io;
    this.#path = path;
    this.#rule = rule;
  }

  /** Calls `then` with the answer, at once where nothing has to be waited for; a refusal is logged. */
  check(request: IncomingMessage, then: (isAllowed: boolean) => void): void {
    const origin = originOf(request);
    if (origin === undefined) {
      then(true);
      return;
    }
    this.#ask(origin, request, (isAllowed) => {
      if (!isAllowed) this.#report(origin, request);
      then(isAllowed);
    });
  }

  #ask(origin: string, request: IncomingMessage, then: (isAllowed: boolean) => void): void {
    const fail = (error: unknown): void => {
      this.#settings.logger.error('The origin of a handshake could not be checked', { err: error });
      then(false);
    };
    try {
      if (!this.#rule) {
        if (isOwnHost(origin, hostOf(request, this.#settings.app))) then(true);
        else this.#askCors(origin, request, then, fail);
        return;
      }
      const answer = this.#rule(origin, request);
      if (typeof answer === 'boolean') then(answer);
      else Promise.resolve(answer).then((later) => then(later === true), fail);
    } catch (error) {
      fail(error);
    }
  }

  /** Asks the `cors` package what it would answer: its option has many forms. */
  #askCors(
    origin: string,
    request: IncomingMessage,
    then: (isAllowed: boolean) => void,
    fail: (error: unknown) => void,
  ): void {
    const cors = corsMiddlewareOf(this.#io);
    if (!cors) {
      then(false);
      return;
    }
    let allowed: unknown;
    const response = {
      getHeader: () => undefined,
      setHeader: (name: string, value: unknown) => {
        if (name === 'Access-Control-Allow-Origin') allowed = value;
      },
    };
    const headers = { ...request.headers, origin };
    const asked = Object.create(request, { headers: { value: headers } }) as IncomingMessage;
    let isAnswered = false;
    cors(asked, response as never, (error) => {
      if (isAnswered) return; // a function of the application may call back again: two sessions would share one response
      isAnswered = true;
      if (error) fail(error);
      else then(allowed === '*' || allowed === origin);
    });
  }

  #report(origin: string, request: IncomingMessage): void {
    const shown = JSON.stringify(origin.slice(0, MAX_LOGGED_LENGTH));
    this.#settings.logger.warn(
      `A page of the origin ${shown} was refused at ${this.#path}; the option allowedOrigins says which pages may connect`,
      { address: addressOfRequest(request, this.#settings.app) },
    );
    publishRefusal({ reason: 'origin' }, this.#io);
  }
}

/**
 * The origin of the page that sends a request; `undefined` where it is no page, or one of the server's own that polls.
 * Browsers name no origin for what an image, a link or a script element loads, and say by `Sec-Fetch-Site` whether that
 * is of another site. A script's page could read the answer, so that it has to be known where it comes from.
 */
function originOf(request: IncomingMessage): string | undefined {
  const { origin, 'sec-fetch-site': site } = request.headers;
  if (origin !== undefined) return origin;
  if (site === 'same-origin' || site === 'none') return undefined;
  return site !== undefined || isJsonp(request) ? OPAQUE : undefined;
}

function isOwnHost(origin: string, host: string): boolean {
  if (!URL.canParse(origin)) return false;
  const page = new URL(origin);
  const own = `${page.protocol}//${host}`; // not the server's protocol: it may not see that a proxy speaks TLS
  return page.origin === origin.toLowerCase() && URL.canParse(own) && new URL(own).host === page.host;
}

/**
 * The host that a client has asked for, as `req.host` of Express 5: behind a proxy that is trusted, what that says. Proxies
 * that say nothing may send the header all the same, empty.
 */
function hostOf({ headers, socket }: IncomingMessage, app: Application): string {
  const trust = app.get('trust proxy fn') as (address: string, hops: number) => boolean;
  const forwarded = String(headers['x-forwarded-host'] ?? '');
  if (forwarded.trim() !== '' && trust(socket.remoteAddress ?? '', 0)) {
    const [nearest = ''] = forwarded.split(',');
    return nearest.trim();
  }
  return headers.host ?? String(headers[':authority'] ?? '');
}
