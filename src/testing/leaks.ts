import { within } from '../runtime/activity';
import type { GatewayContainer } from '../container';
import type { TestServer } from './test-server';

/** How long handlers and hooks may take to finish after all clients have left, in milliseconds. */
const GRACE_MS = 1_000;

/** What a server still holds after the clients of the test have disconnected: a sentence each. */
export async function leaksOf({ host }: TestServer<GatewayContainer>): Promise<string[]> {
  const isIdle = await within(GRACE_MS, () => host.idle());
  const leaks = isIdle ? [] : [`a handler or hook that has not finished within ${GRACE_MS} ms`];
  for (const [path, io] of host.servers) {
    for (const { name, sockets, adapter } of io._nsps.values()) {
      const where = `at ${path}, namespace ${name}`;
      for (const id of sockets.keys()) leaks.push(`the socket ${id} ${where}: a client that nobody disconnected`);
      for (const room of adapter.rooms.keys()) {
        if (!sockets.has(room)) leaks.push(`the room '${room}' ${where}`);
      }
    }
  }
  return leaks;
}
