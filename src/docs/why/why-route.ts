import type { Request, RequestHandler, Response } from 'express';
import { channels, type ClosedMessage } from '../../channels';
import type { GatewayHost } from '../../host';
import { isOfOwnPage } from '../own-pages';
import { watchWhys } from './watch-whys';

/** A page that reads more slowly than that misses some. */
const MAX_WAITING_BYTES = 256 * 1024;

/**
 * Answers `GET /why` with a stream of server-sent events: why each event and each connect of the gateways went as it
 * did. Nobody watches them for it while no page reads it.
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export function whyRoute(host: GatewayHost): RequestHandler {
  return (request: Request, response: Response) => {
    if (!isOfOwnPage(request)) {
      response.sendStatus(403);
      return;
    }
    if (host.closing) {
      response.sendStatus(204); // the page does not ask again
      return;
    }
    const servers = new Set<object>(host.servers.values());
    const stop = watchWhys(
      ({ server }) => servers.has(server) && response.writableLength <= MAX_WAITING_BYTES,
      (why) => response.write(`data: ${JSON.stringify(why)}\n\n`),
    );
    const end = (closed: ClosedMessage): void => {
      if (closed.servers.some((server) => servers.has(server))) response.end();
    };
    channels.closed.subscribe(end);
    response.on('close', () => {
      stop();
      channels.closed.unsubscribe(end);
    });
    response.status(200);
    response.setHeader('Content-Type', 'text/event-stream; charset=utf-8');
    response.setHeader('Cache-Control', 'no-store, no-transform'); // what compresses answers would keep it back
    response.setHeader('X-Accel-Buffering', 'no');
    response.setHeader('X-Content-Type-Options', 'nosniff');
    response.write(': it is read\n\n');
  };
}
