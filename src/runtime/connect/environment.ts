import type { IncomingMessage } from 'node:http';
import type { TLSSocket } from 'node:tls';
import type { Application } from 'express';
import proxyAddress from 'proxy-addr';
import type { Socket } from 'socket.io';
import type { Environment } from '../../context';
import { invalidPayload } from '../../errors';

type Trust = (address: string, hops: number) => boolean;

/**
 * The handshake of a client as handlers see it.
 *
 * @throws WebSocketException where a parameter of a pattern is not encoded as a URL is
 */
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

function namespaceParameters(name: string, pattern: RegExp | undefined): Environment['params'] {
  const groups: Record<string, string | undefined> = pattern?.exec(name)?.groups ?? {};
  return Object.freeze(
    Object.fromEntries(Object.entries(groups).map(([parameter, value = '']) => [parameter, decode(parameter, value)])),
  );
}

function decode(parameter: string, value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    const message = `"${parameter}" is not encoded as a URL is`;
    throw invalidPayload([{ in: 'param', path: [parameter], type: 'param.encoding', message }]);
  }
}

/** As `req.secure` of Express. */
function isSecure(request: IncomingMessage, trust: Trust): boolean {
  if ((request.socket as Partial<TLSSocket>).encrypted) return true;
  const forwarded = request.headers['x-forwarded-proto'];
  if (forwarded === undefined || !trust(request.socket.remoteAddress ?? '', 0)) return false;
  const [nearest = ''] = String(forwarded).split(',');
  return nearest.trim() === 'https';
}
