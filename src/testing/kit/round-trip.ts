import type { Socket as ServerSocket } from 'socket.io';
import type { Socket } from 'socket.io-client';
import { namespacesOf } from '../../engine/internals/socket-io';
import type { GatewayHost } from '../../host';
import { within } from '../../runtime/timing';
import { patience } from './patience';

const PROBE = 'inversify-express-gateways:probe';

/**
 * Resolves when the server has handled everything that the clients have sent, and this one has received everything that
 * came of it: packets of one connection keep their order.
 */
export async function roundTrip(client: Socket, clients: Iterable<Socket>, host: GatewayHost): Promise<void> {
  await Promise.all([...clients].map((each) => probe(each, host))); // what they sent has arrived
  if (!(await within(patience.waitMs, () => host.idle()))) {
    throw new Error(`After ${patience.waitMs} ms a handler or hook is still running, and may emit something yet`);
  } // and is handled
  await probe(client, host); // what was emitted has arrived
}

async function probe(client: Socket, host: GatewayHost): Promise<void> {
  const peer = serverSide(client, host);
  if (!peer) return; // it has left: nothing is under way in either direction
  await new Promise<void>((resolve) => {
    const done = (): void => {
      client.off('disconnect', done);
      resolve();
    };
    client.once('disconnect', done);
    peer.once(PROBE, (answer: () => void) => answer());
    client.emit(PROBE, done);
  });
}

/** The server's socket of a client, while it is connected. */
export function serverSide(client: Socket, host: GatewayHost): ServerSocket | undefined {
  for (const server of host.servers.values()) {
    for (const namespace of namespacesOf(server).values()) {
      const socket = client.id === undefined ? undefined : namespace.sockets.get(client.id);
      if (socket) return socket;
    }
  }
  return undefined;
}
