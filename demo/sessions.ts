import { randomBytes } from 'node:crypto';
import type { RequestHandler } from 'express';
import session, { type Store } from 'express-session';
import { createParamDecorator } from '../src';

declare module 'express-session' {
  interface SessionData {
    /** Who has logged in; absent where nobody has. */
    name: string;
    /** When, as ISO 8601 writes it. */
    since: string;
  }
}

/**
 * One for Express and for the gateways, so that both read the same cookie and look into the same store.
 *
 * @param secret what signs the cookies; by default, as the store is in memory, no login outlives the process anyway
 * @param store where the sessions are; by default in the memory of this process
 */
export function sessions(secret = randomBytes(32).toString('hex'), store?: Store): RequestHandler {
  return session({
    secret,
    resave: false,
    saveUninitialized: false,
    cookie: { sameSite: 'lax' }, // pages of other sites cannot open a socket with it
    ...(store && { store }),
  });
}

/** A session as it was when a socket's handshake came in. */
export type HandshakeSession = session.Session & Partial<session.SessionData>;

export const WsSession = createParamDecorator(({ environment }) => environment.request.session);

/** The sockets of a session, so that they can be told when it is over. */
export function roomOf(sessionId: string): string {
  return `session:${sessionId}`;
}
