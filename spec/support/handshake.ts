import type { Answer, TestApplication } from './application';
import type { Transport } from './transports';

/** The request that opens a session, by hand: what a client of that transport sends first. */
export function handshake(
  application: TestApplication,
  transport: Transport,
  path: string,
  headers: Record<string, string> = {},
  query = '',
): Promise<Answer> {
  const url = `${path}/?EIO=4&transport=${transport}&${query}`;
  return transport === 'websocket' ? application.upgrade(url, headers) : application.get(url, headers);
}
