import type { IncomingMessage } from 'node:http';
import proxyAddress from 'proxy-addr';
import type { Application } from 'express';
import type { Socket } from 'socket.io';
import type { LogFields } from '../logger';
import type { EngineSocket } from './internals/engine-io';

/** Who a client is, for the log: it has named the namespace itself. */
export function clientFacts({ nsp, id, conn }: Socket, app: Application): LogFields {
  return { namespace: nsp.name, sid: id, address: addressOf(conn, app) };
}

/** The address of a client, as Express would give it in `req.ip`: it obeys the app's `trust proxy`. */
export function addressOf(conn: EngineSocket, app: Application): string {
  return addressOfRequest(conn.request, app) ?? conn.remoteAddress;
}

/** {@link addressOf} of who sends a request; none, once the request's own socket is gone. */
export function addressOfRequest(request: IncomingMessage, app: Application): string | undefined {
  const trust = app.get('trust proxy fn') as (address: string, hops: number) => boolean;
  return proxyAddress(request, trust);
}
