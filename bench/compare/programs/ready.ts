import type { Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Says where the program listens, and what it has written of its events, if its library can. */
export function ready(httpServer: HttpServer, written: { asyncApi?: string; clientTypes?: string } = {}): void {
  process.on('disconnect', () => process.exit());
  process.send?.({ port: (httpServer.address() as AddressInfo).port, ...written });
}
