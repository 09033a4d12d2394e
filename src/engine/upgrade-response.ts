import { type IncomingMessage, ServerResponse } from 'node:http';
import type { Socket as NetSocket } from 'node:net';
import type { Duplex } from 'node:stream';

/** What an engine gives its middleware: on an upgrade not a response, but something that collects headers for one. */
export type EngineResponse = Pick<ServerResponse, 'setHeader'>;

/** A response that can be answered with, also on an upgrade. */
export function plainResponse(request: IncomingMessage, engineResponse: EngineResponse): ServerResponse {
  return engineResponse instanceof ServerResponse ? (engineResponse as ServerResponse) : upgradeResponse(request);
}

/** Answers an upgrade with an HTTP status, and closes its connection. */
export function refuseUpgrade(socket: Duplex, status: string): void {
  socket.on('error', ignoreError);
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

/** A listener for sockets that nobody else listens to yet: without one, a client's reset would end the process. */
export function ignoreError(): void {
  // The client is gone; its socket closes.
}

function upgradeResponse(request: IncomingMessage): ServerResponse {
  const response = new ServerResponse(request);
  response.assignSocket(request.socket);
  response.shouldKeepAlive = false;
  response.once('finish', () => {
    response.detachSocket(request.socket);
    request.socket.end();
  });
  return response;
}

/** Leaves the answer to the engine, with the headers that middleware has set, cookies above all. */
export function handOver(response: ServerResponse, engineResponse: EngineResponse, socket: NetSocket): void {
  response.writeHead(101); // sends nothing yet; express-session and others set their headers when it is called
  response.detachSocket(socket);
  for (const [name, value] of Object.entries(response.getHeaders())) {
    if (value === undefined) continue;
    const values = [value].flat();
    // engine.io writes one line for a name and would join several cookies with a comma, so each gets its own spelling.
    for (const [index, single] of values.entries()) {
      engineResponse.setHeader(spelling(name, index), String(single));
    }
  }
}

/** The same header's name in another mixture of capitals for each `variant`: names of headers have no case. */
function spelling(name: string, variant: number): string {
  let letters = 0;
  return name.replaceAll(/[a-z]/gi, (letter) => (((variant >> letters++) & 1) === 1 ? letter.toUpperCase() : letter));
}
