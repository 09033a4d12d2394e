import type { Namespace } from 'socket.io';
import { type Adapter, isOfCluster, type RedisClient, subscriberOf } from '../internals/adapters';

type Client = RedisClient | Promise<RedisClient>;

const clients = new WeakMap<Adapter, Client>();
/** The time that Redis has to answer, in milliseconds; it may be gone. */
const ANSWER_MS = 1_000;

/** Says which client of Redis an adapter subscribes with, if it does. */
export function listensWith(adapter: Adapter, client: Client | undefined): void {
  if (client) clients.set(adapter, client);
}

/** That client, also of an adapter that the application has made; of Redis streams it is a promise. */
export function listeningClientOf(adapter: Adapter): Client | undefined {
  return clients.get(adapter) ?? subscriberOf(adapter);
}

/**
 * Resolves when Redis has taken what an adapter has subscribed to, as it answers in order, or is gone; at once for other
 * adapters. Never rejects.
 */
export async function subscribed(adapter: Adapter): Promise<void> {
  const client = clients.get(adapter);
  if (!client) return;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, ANSWER_MS).unref()));
  const answered = Promise.resolve(client).then((redis) => redis.ping?.());
  await Promise.race([answered, late]).catch(() => undefined);
  clearTimeout(timer);
}

/**
 * Resolves when the other servers know that there is a namespace here, so that they are counted and asked. Never rejects.
 */
export async function introduced({ adapter, server }: Namespace): Promise<void> {
  if (clients.has(adapter)) {
    await subscribed(adapter);
  } else if (isOfCluster(adapter)) {
    // It has told the others that it is there; what they are asked after that is answered after their own word.
    const nobody = { rooms: new Set(['']), except: new Set<string>(), flags: { timeout: ANSWER_MS } };
    await server
      .of('/')
      .adapter.fetchSockets(nobody)
      .catch(() => undefined);
  }
}
