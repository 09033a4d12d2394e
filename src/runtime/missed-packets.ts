import type { Namespace, Server, Socket } from 'socket.io';

type Session = Awaited<ReturnType<Namespace['adapter']['restoreSession']>>;

/** What socket.io sends through, and its types keep to themselves. */
interface PacketSender {
  packet(packet: { type: number; data: unknown }): void;
}

const EVENT = 2;

/**
 * What a recovered session has missed, kept at the door until its client was let in. socket.io sends it before it asks
 * any middleware, so that a client whose rights were revoked would still read what its old rooms get.
 */
export class MissedPackets {
  /** By the session's private id. */
  readonly #withheld = new Map<string, unknown[]>();
  readonly #restore = new WeakMap<Namespace, (pid: string, offset: string) => Promise<Session>>();

  constructor(io: Server) {
    for (const namespace of io._nsps.values()) this.#withhold(namespace);
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
    for (const data of missed) (socket as unknown as PacketSender).packet({ type: EVENT, data });
  }

  forget(socket: Socket): void {
    this.#withheld.delete(String(socket.handshake.auth.pid));
  }
}
