import type { Socket } from 'socket.io';
import type { LocalCount } from '../../contract/user-count';
import type { UserKeyOf } from '../../contract/user-key';

/**
 * Counts clients, and the users behind them.
 *
 * @param users by sockets; one that is not there counts for nothing
 * @throws what `userKey` throws
 */
export function countUsers(
  sockets: Iterable<Socket>,
  users: ReadonlyMap<Socket, { readonly user: unknown }>,
  userKey: UserKeyOf,
): LocalCount {
  const keys = new Set<string>();
  let clients = 0;
  for (const socket of sockets) {
    const client = users.get(socket);
    if (!client) continue;
    clients += 1;
    const key = userKey(client.user);
    if (key !== undefined) keys.add(key);
  }
  return { clients, keys };
}
