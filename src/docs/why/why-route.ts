import type { Request, RequestHandler, Response } from 'express';
import { channels, type ClosedMessage, type EventMessage } from '../../channels';
import type { GatewayHost } from '../../host';
import { whyRefused } from '../../runtime/reply/why';
import { shortName } from '../../validation/answer/issues';
import { isOfOwnPage } from '../own-pages';
import type { Why } from './why';

/** A page that reads more slowly than that misses some. */
const MAX_WAITING_BYTES = 256 * 1024;

/**
 * Answers `GET /why` with a stream of server-sent events: why each event of the gateways went as it did. Nobody watches
 * events for it while no page reads it.
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
    const tell = (message: EventMessage): void => {
      if (!servers.has(message.server) || response.writableLength > MAX_WAITING_BYTES) return;
      response.write(`data: ${JSON.stringify(whyOf(message))}\n\n`);
    };
    const end = (closed: ClosedMessage): void => {
      if (closed.servers.some((server) => servers.has(server))) response.end();
    };
    channels.event.asyncEnd.subscribe(tell);
    channels.closed.subscribe(end);
    response.on('close', () => {
      channels.event.asyncEnd.unsubscribe(tell);
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

function whyOf(message: EventMessage): Why {
  const { socket, event, ackId, isStream, outcome = 'ok', code, decidedBy, error, durations } = message;
  return {
    sid: socket.id,
    event: shortName(event),
    ...(ackId !== undefined && !isStream && { ackId }),
    outcome,
    ...(code !== undefined && { code }),
    ...(decidedBy && { decidedBy }),
    ...(outcome === 'refused' &&
      decidedBy?.step === 'guards' && {
        words: whyRefused({ thrown: error, step: { name: 'guards', by: decidedBy.name } }),
      }),
    durations,
  };
}
