import type { Server } from 'socket.io';
import { channels } from '../../channels';
import type { Settings } from '../../contract/settings';
import type { LogFields } from '../../logger';
import type { Connection } from '../connections';

/**
 * A client was refused by a limit, and stays. The logger is told once of each client and limit, and how often it was when
 * the client has left.
 *
 * @param limit `maxRunningEvents`, `@RateLimit`
 */
export function hitLimit(
  connection: Connection,
  limit: string,
  what: string,
  fields: LogFields,
  { logger }: Settings,
  server: Server,
): void {
  if (channels.limit.hasSubscribers) channels.limit.publish({ server, limit, isClosed: false });
  if (!connection.limitHits) {
    connection.limitHits = new Map();
    connection.closed.add(() => sayHowOften(connection, fields, logger));
  }
  const count = (connection.limitHits.get(limit) ?? 0) + 1;
  connection.limitHits.set(limit, count);
  if (count === 1)
    logger.info(`${what} (${limit}); more of it is counted until the client leaves`, { ...fields, limit });
}

function sayHowOften({ limitHits }: Connection, { sid, address }: LogFields, logger: Settings['logger']): void {
  const counts = [...(limitHits ?? [])].map(([limit, count]) => `${limit} ${count} times`);
  logger.info(`A client that was refused by limits has left: ${counts.join(', ')}`, { sid, address });
}
