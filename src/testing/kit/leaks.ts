import { setTimeout as delay } from 'node:timers/promises';
import { namespacesOf } from '../../engine/internals/socket-io';
import type { GatewayHost } from '../../host';
import { within } from '../../runtime/timing';
import { patience } from './patience';

/** The sockets and rooms that a server still holds after the clients of the test have left: a sentence each. */
export async function leaksOf(host: GatewayHost): Promise<string[]> {
  const isIdle = await within(patience.graceMs, () => host.idle());
  if (!isIdle) return [`a handler or hook that has not finished within ${patience.graceMs} ms`, ...heldBy(host)];
  await within(patience.graceMs, async (deadline) => {
    while (heldBy(host).length > 0 && !deadline.aborted) await delay(5); // a client may be leaving
  });
  return heldBy(host);
}

function heldBy(host: GatewayHost): string[] {
  const held: string[] = [];
  for (const [path, io] of host.servers) {
    for (const { name, sockets, adapter } of namespacesOf(io).values()) {
      const where = `at ${path}, namespace ${name}`;
      for (const id of sockets.keys()) held.push(`the socket ${id} ${where}: a client that nobody disconnected`);
      for (const room of adapter.rooms.keys()) {
        if (!sockets.has(room)) held.push(`the room '${room}' ${where}`);
      }
    }
  }
  return held;
}
