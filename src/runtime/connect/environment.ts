import type { IncomingMessage } from 'node:http';
import type { TLSSocket } from 'node:tls';
import type { Application } from 'express';
import proxyAddress from 'proxy-addr';
import type { Socket } from 'socket.io';
import type { Environment } from '../../context';

type Trust = (address: string, hops: number) => boolean;

/** The handshake of a client as handlers see it. */
export function environmentOf(socket: Socket, app: Application, pattern: RegExp | undefined): Environment {
  const { headers, query, auth, url, issued } = socket.handshake;
  const request = socket.request;
  const trust = app.get('trust proxy fn') as Trust;
  return Object.freeze({
    headers,
    query,
    auth,
    params: namespaceParameters(socket.nsp.name, pattern),
    address: proxyAddress(request, trust),
    url,
    time: new Date(issued),
    secure: isSecure(request, trust),
    request: request as Environment['request'],
  });
}

/** A pattern matches parameters alone that can be decoded. */
export function namespaceParameters(name: string, pattern: RegExp | undefined): Environment['params'] {
  const groups: Record<string, string | undefined> = pattern?.exec(name)?.groups ?? {};
  return Object.freeze(
    Object.fromEntries(Object.entries(groups).map(([parameter, value = '']) => [parameter, decodeURIComponent(value)])),
  );
}

/** As `req.secure` of Express. */
function isSecure(request: IncomingMessage, trust: Trust): boolean {
  if ((request.socket as Partial<TLSSocket>).encrypted) return true;
  const forwarded = request.headers['x-forwarded-proto'];
  if (forwarded === undefined || !trust(request.socket.remoteAddress ?? '', 0)) return false;
  const [nearest = ''] = String(forwarded).split(',');
  return nearest.trim() === 'https';
}
