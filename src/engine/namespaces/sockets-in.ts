import type { Namespace, Socket } from 'socket.io';
import { childrenOf } from '../internals/parent-namespaces';

/**
 * The clients of this server in a namespace; in all children of a parent, or in the one that is named.
 *
 * @param room those in it alone
 */
export function* socketsIn(namespace: Namespace, child: string | null, room: string | null): Iterable<Socket> {
  const all = 'children' in namespace ? childrenOf(namespace) : [namespace];
  for (const each of all) {
    if (child !== null && each.name !== child) continue;
    if (room === null) yield* each.sockets.values();
    else for (const sid of each.adapter.rooms.get(room) ?? []) yield* socketOf(each, sid);
  }
}

function socketOf({ sockets }: Namespace, sid: string): readonly Socket[] {
  const socket = sockets.get(sid);
  return socket ? [socket] : [];
}
