import type { Namespace } from 'socket.io';
import type { TestClient, TestContext } from '../../src/testing';

/** A client, whatever its gateway emits. */
type AnyClient = Pick<TestClient, 'sio'>;

/** What socket.io's client sends along when it comes back: the private id of its session, and the last packet it got. */
export interface Session {
  pid?: string;
  offset?: string;
}

const CONNECT = 0;
const EVENT = 2;

/** Notes a client's session from now on, as its packets come; it can be given to others in `auth`. */
export function recordSession(client: AnyClient): Session {
  const session: Session = {};
  client.sio.io.on('packet', (packet) => {
    const { type, data } = packet as { type: number; data: unknown };
    const last: unknown = Array.isArray(data) ? data.at(-1) : undefined;
    if (type === CONNECT) session.pid = (data as { pid: string }).pid;
    if (type === EVENT && typeof last === 'string') session.offset = last;
  });
  return session;
}

/** The namespace that a client is in, on the server. */
export function namespaceOf(ctx: TestContext, client: AnyClient = ctx): Namespace {
  return ctx.host.servers.get('/socket.io')!._nsps.get(String(Reflect.get(client.sio, 'nsp')))!; // its types keep it private
}

/** Cuts a client's connection, as a tunnel does, and resolves when the server has noticed. */
export async function cut(ctx: TestContext, client: AnyClient = ctx): Promise<void> {
  const peer = namespaceOf(ctx, client).sockets.get(client.sio.id!)!;
  const noticed = new Promise((resolve) => peer.once('disconnect', resolve));
  client.sio.io.engine.close();
  await noticed;
}

/** Connects a client that was cut off, and gives whether it has its session back. */
export async function comeBack(client: TestClient): Promise<boolean> {
  await client.connect();
  return client.sio.recovered;
}
