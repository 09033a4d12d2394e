import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import { type Engine, runEngineMiddleware, setEngineQuery } from '../internals/engine-io';

/** What a client brings when it opens a session. */
export interface Handshake {
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** Where it comes from. @default 127.0.0.1 */
  readonly address?: string;
  /** It came over TLS. @default false */
  readonly encrypted?: boolean;
}

/** A handshake's request as an engine sees it, of a client without a connection. */
export function handshakeRequest({ headers, query, encrypted }: Handshake, remoteAddress: string): IncomingMessage {
  const socket = Object.defineProperties(new Socket(), {
    remoteAddress: { value: remoteAddress },
    ...(encrypted && { encrypted: { value: true } }), // as TLS sockets say it
  });
  const lowerCased = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  const request = Object.assign(new IncomingMessage(socket), {
    method: 'GET',
    url: '/',
    headers: Object.fromEntries(lowerCased) as Record<string, string>,
  });
  setEngineQuery(request, query);
  return request;
}

/** Runs the middleware of the handshake; resolves to why it refused, `undefined` where it let the client in. */
export function runHandshake(engine: Engine, request: IncomingMessage): Promise<string | undefined> {
  const response = new ServerResponse(request);
  const unread = new PassThrough();
  response.assignSocket(unread as unknown as Socket); // it is written to, and nothing else
  return new Promise((resolve) => {
    response.once('finish', () => resolve(`The handshake was answered with ${response.statusCode}`));
    response.once('close', () => resolve('The handshake was ended without an answer'));
    runEngineMiddleware(engine, request, response, (error) => {
      resolve(error === undefined ? undefined : 'The handshake was refused');
    });
  });
}
