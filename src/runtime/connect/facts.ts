import type { Socket } from 'socket.io';
import { channels, type ConnectMessage } from '../../channels';
import type { Settings } from '../../contract/settings';
import { clientFacts } from '../../engine/client-facts';
import { reportOwed } from '../../engine/unacknowledged';
import { quoted } from '../../log/printable';
import type { ConnectReply } from '../reply/hook-reply';
import type { NamespaceHandlers } from '../handler/namespace-handlers';
import { HANDLER } from '../handler/step';
import type { Trace } from '../trace';

/** Tells the log of a client that is in a namespace now. */
export function reportConnected(socket: Socket, { logger, app }: Settings): void {
  if (!logger.isOn('debug')) return;
  const how = socket.recovered ? 'A client is back' : 'A client has connected';
  logger.debug(`${how} in ${quoted(socket.nsp.name)}`, clientFacts(socket, app));
}

/** Its `@OnConnected` is done, or there is none. */
export function finishConnect(trace: Trace<ConnectMessage> | undefined, reply: ConnectReply | undefined): void {
  const failed = reply?.failed;
  if (failed) trace?.failed(HANDLER, failed.error, failed.expected ? 'refused' : 'failed', failed.code);
  trace?.finish('ok');
}

/** Tells the log of events that have waited for `@OnConnected`, and whose client is not there any more. */
export function reportDropped(
  socket: Socket,
  count: number,
  reply: ConnectReply | undefined,
  { logger, app }: Settings,
): void {
  if (count === 0) return;
  const events = count === 1 ? 'An event was dropped' : `${count} events were dropped`;
  const hook = reply ? reply.label : '@OnConnected';
  if (reply?.failed) {
    logger.info(`${events}: waiting for ${hook}, which has failed`, { ...clientFacts(socket, app), count });
  } else {
    logger.debug(`${events}: the client has left before ${hook} was done`, { ...clientFacts(socket, app), count });
  }
}

/** Tells the log, and whoever subscribes, of a client that has left. */
export function reportLeft(
  socket: Socket,
  reason: string,
  { name, settings: { logger, app } }: NamespaceHandlers,
): void {
  reportOwed(socket);
  const isWatched = channels.left.hasSubscribers;
  const isLogged = logger.isOn('debug');
  if (!isWatched && !isLogged) return;
  const seconds = Math.round((Date.now() - socket.handshake.issued) / 100) / 10;
  if (isWatched) channels.left.publish({ server: socket.nsp.server, socket, namespace: name, reason, seconds });
  const what = `A client has left ${quoted(socket.nsp.name)} after ${seconds} s: ${reason}`;
  if (isLogged) logger.debug(what, { ...clientFacts(socket, app), reason, seconds });
}
