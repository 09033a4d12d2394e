import type { Namespace, Server, Socket } from 'socket.io';
import { namespacesOf, sendPacket } from './internals';

type Session = Awaited<ReturnType<Namespace['adapter']['restoreSession']>>;

/**
 * The packets that a recovered session has missed, withheld until its client was let in. socket.io sends them before it
 * asks any middleware, so that a client whose rights were revoked would still read what its old rooms get.
 */
export class MissedPackets {
  /** By the session's private id. */
  readonly #withheld = new Map<string, unknown[]>();
  readonly #restore = new WeakMap<Namespace, (pid: string, offset: string) => Promise<Session>>();

  /** From now on every session that is restored at a server is withheld. */
  install(io: Server): void {
    for (const namespace of namespacesOf(io).values()) this.#withhold(namespace);
    io.on('new_namespace', (namespace) => this.#withhold(namespace));
  }

  #withhold(namespace: Namespace): void {
    const { adapter } = namespace;
    const restore = adapter.restoreSession.bind(adapter);
    this.#restore.set(namespace, restore);
    adapter.restoreSession = async (pid, offset) => {
      const session = await restore(pid, offset);
      if (!(session as Session | null)) return session;
      this.#withheld.set(pid, session.missedPackets);
      return { ...session, missedPackets: [] };
    };
  }

  /** Sends them. Asked again, the in-memory adapter also knows what came meanwhile; others have used the session up. */
  async release(socket: Socket): Promise<void> {
    const { pid, offset } = socket.handshake.auth as { pid: string; offset: string }; // a recovered client gave both
    const again = this.#restore.get(socket.nsp)?.(pid, offset) as Promise<Session | null> | undefined;
    const now = await again?.catch(() => undefined); // it was given once, and that is kept here
    const missed = now?.missedPackets ?? this.#withheld.get(pid) ?? [];
    this.forget(socket);
    for (const data of missed) sendPacket(socket, data);
  }

  forget(socket: Socket): void {
    this.#withheld.delete(String(socket.handshake.auth.pid));
  }
}
