import type { Namespace } from 'socket.io';
import { ClusterAdapter, type Session } from 'socket.io-adapter';

/** The packets that adapters were given, as text where they can be. */
export const published: unknown[] = [];

class BusAdapter extends ClusterAdapter {
  static readonly #sessions = new Map<string, string>();
  static #offset = 0;

  static for(nsp: Namespace): BusAdapter {
    return new BusAdapter(nsp);
  }

  override doPublish(message: Parameters<ClusterAdapter['doPublish']>[0]): ReturnType<ClusterAdapter['doPublish']> {
    published.push(message);
    JSON.stringify(message);
    return Promise.resolve(`${(BusAdapter.#offset += 1)}-0`);
  }

  override doPublishResponse(): Promise<void> {
    return Promise.resolve();
  }

  override serverCount(): Promise<number> {
    return Promise.resolve(1);
  }

  override persistSession(session: Session): void {
    BusAdapter.#sessions.set(session.pid, JSON.stringify(session));
  }

  override restoreSession(pid: string): Promise<Session> {
    const session = BusAdapter.#sessions.get(pid);
    BusAdapter.#sessions.delete(pid);
    if (session === undefined) return Promise.reject(new Error('session not found'));
    return Promise.resolve({ ...(JSON.parse(session) as Session), missedPackets: [] });
  }
}

/**
 * An adapter as those of clusters are: it publishes first, and sends when that is done. It has nobody to publish to, and
 * keeps sessions as text.
 */
export function busAdapter(nsp: Namespace): BusAdapter {
  return BusAdapter.for(nsp);
}
