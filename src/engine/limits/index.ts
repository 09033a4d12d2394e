import type { Server } from 'socket.io';
import type { Settings } from '../../contract/settings';
import { connectionOf } from '../connections';
import { Breaches } from './breaches';
import { ConnectLimits } from './connects';
import { hasOwnParser, wrapDecoders } from '../internals/socket-io';
import { LimitedDecoder } from './packets';
import { SlowClients } from './slow-clients';

/**
 * Holds the clients of a server that is attached to its limits, from their next connection on; the function that it
 * gives stops watching how they read.
 */
export function enforceLimits(server: Server, settings: Settings): () => void {
  const { limits } = settings;
  const breaches = new Breaches(server, settings);
  const connects = new ConnectLimits(settings, breaches);
  connects.install(server);
  const rules = { limits, connects, breaches, isOwnParser: hasOwnParser(server) };
  wrapDecoders(server, (decoder, conn) => new LimitedDecoder(decoder, connectionOf(conn), rules));
  const slowClients = new SlowClients(server.engine, limits.maxBufferedBytes, breaches);
  slowClients.install();
  return () => slowClients.stop();
}
