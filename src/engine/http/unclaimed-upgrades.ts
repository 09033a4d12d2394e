import type { IncomingMessage, Server as HttpServer } from 'node:http';
import type { TLSSocket } from 'node:tls';
import type { Duplex } from 'node:stream';
import { ignoreError, refuseUpgrade } from './upgrade-response';

/** Node's question about each request with an `Upgrade` header. */
type ShouldUpgrade = (this: HttpServer, request: IncomingMessage) => boolean;

/**
 * Lets Node treat an upgrade that nobody takes as the request that it is, too. Versions before 24.9 that do not ask take
 * every upgrade as soon as anyone listens to them, and {@link serveWithoutUpgrade} makes up for it.
 *
 * @param isTaken is also given what the application says, which may have a say in it
 * @returns the function that undoes it
 * @see https://nodejs.org/api/http.html#httpcreateserveroptions-requestlistener `shouldUpgradeCallback`
 */
export function decideUpgrades(
  httpServer: HttpServer,
  isTaken: (request: IncomingMessage, elsewhere: () => boolean) => boolean,
): () => void {
  const asked = httpServer as HttpServer & { shouldUpgradeCallback?: ShouldUpgrade };
  const { shouldUpgradeCallback } = asked;
  if (typeof shouldUpgradeCallback !== 'function') return () => undefined;
  const decide: ShouldUpgrade = (request) => isTaken(request, () => shouldUpgradeCallback.call(httpServer, request));
  asked.shouldUpgradeCallback = decide;
  return () => {
    if (asked.shouldUpgradeCallback === decide) asked.shouldUpgradeCallback = shouldUpgradeCallback;
  };
}

/** The headers that concern the connection, which is to go on without the upgrade. */
const CONNECTION_HEADERS = new Set(['connection', 'upgrade', 'http2-settings', 'keep-alive']);

/**
 * Gives a connection back to the HTTP server as if its request had not asked for an upgrade: `curl --http2`, Java's
 * HttpClient and others ask for `h2c` with every request, and a server may ignore that (RFC 9110, section 7.8).
 * The connection is closed after it: what follows the request is never taken for another one.
 */
export function serveWithoutUpgrade(
  httpServer: HttpServer,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): void {
  if (!request.complete) {
    refuseUpgrade(socket, '501 Not Implemented'); // Node is still reading its body
    return;
  }
  const lines = [`${request.method ?? ''} ${request.url ?? ''} HTTP/${request.httpVersion}`];
  for (let index = 0; index < request.rawHeaders.length; index += 2) {
    const [name = '', value = ''] = request.rawHeaders.slice(index, index + 2);
    if (!CONNECTION_HEADERS.has(name.toLowerCase())) lines.push(`${name}: ${value}`);
  }
  const text = [...lines, 'Connection: close', '', ''].join('\r\n');
  socket.on('error', ignoreError);
  socket.unshift(Buffer.concat([Buffer.from(text, 'latin1'), head]));
  httpServer.emit((socket as Partial<TLSSocket>).encrypted ? 'secureConnection' : 'connection', socket);
}
