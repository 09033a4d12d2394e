import type { Server as HttpServer } from 'node:http';
import type { Application } from 'express';
import { addressOfRequest } from '../engine/client-facts';
import { MisdirectedRequests } from '../engine/http/misdirected-requests';
import type { Log } from '../log/log';
import type { ServerDefinition } from '../registry/definitions';
import { misdirected, stray, urlPrefix } from '../registry/names/paths';

/**
 * Tells the log of requests for gateways that come to Express: `app.listen()` makes an HTTP server of its own, where no
 * gateway is, and a client may ask for a path where none is. Gives the function that ends it.
 */
export function watchMisdirected(
  app: Application,
  httpServer: HttpServer,
  definitions: readonly ServerDefinition[],
  log: Log,
): () => void {
  const servers = new Map(definitions.map((server) => [urlPrefix(server), server]));
  return MisdirectedRequests.watch(app, httpServer, [...servers.keys()], {
    misdirected: (prefix) => {
      const server = servers.get(prefix);
      if (server) log.warn(misdirected(server));
    },
    stray: (path, request, isLast) => {
      if (!log.isOn('info')) return;
      const more = isLast ? '; no more paths are told of' : '';
      log.info(stray(path, { servers: definitions }) + more, { address: addressOfRequest(request, app) });
    },
  });
}
