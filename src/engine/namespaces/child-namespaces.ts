import type { Namespace } from 'socket.io';
import type { OutgoingPacket } from '../internals/adapters';
import { childrenOf, namespacesOf, onArrivals, onChildCreated } from '../internals/socket-io';

/**
 * Has what is emitted to all children of a parent namespace be a packet for each. socket.io gives all of their adapters
 * the same, and those that recover sessions add their offset to it.
 */
export function broadcastCopies(parent: Namespace): void {
  parent.adapter.broadcast = (packet: OutgoingPacket, options) => {
    for (const { adapter } of childrenOf(parent)) adapter.broadcast({ ...packet, data: [...packet.data] }, options);
  };
}

interface Child {
  /** How many clients of it are on their way in: their session is looked for, or their guards are asked. */
  arriving: number;
  /** Until when a client may come back to a session that its adapter holds, in milliseconds since the epoch. */
  heldUntil: number;
  timer: NodeJS.Timeout | undefined;
}

/**
 * Closes a child of a parent namespace once nobody is in it, nobody is on the way in, and nobody can come back to a
 * session that its adapter holds. socket.io's own `cleanupEmptyChildNamespaces` looks only at who is in, so that a
 * refused client takes the namespace from under one that still waits for its guards.
 */
export class ChildNamespaces {
  readonly #parent: Namespace;
  readonly #recoveryWindowMs: number;
  readonly #children = new Map<Namespace, Child>();

  /** @param recoveryWindowMs how long the sessions of those who left can be recovered, in milliseconds; 0 for not at all */
  constructor(parent: Namespace, recoveryWindowMs: number) {
    this.#parent = parent;
    this.#recoveryWindowMs = recoveryWindowMs;
  }

  /** From now on the children of the parent are watched. */
  install(): void {
    onChildCreated(this.#parent, (namespace) => this.#watch(namespace));
  }

  #watch(namespace: Namespace): void {
    const child: Child = { arriving: 0, heldUntil: 0, timer: undefined };
    this.#children.set(namespace, child);
    const settled = (): void => {
      child.arriving -= 1;
    };
    const arriving = new WeakSet<object>();
    onArrivals(namespace, {
      create: async (_auth, create) => {
        child.arriving += 1;
        try {
          const socket = await create();
          arriving.add(socket);
          return socket;
        } catch (error) {
          settled();
          throw error;
        }
      },
      connect: (socket, connect) => {
        connect();
        if (arriving.delete(socket)) settled();
      },
      discarded: (socket) => {
        if (arriving.delete(socket)) settled();
        setImmediate(() => this.#sweep(namespace, child)); // the others of the same event come first
      },
    });
    if (this.#recoveryWindowMs > 0) this.#holdForSessions(namespace, child);
  }

  #holdForSessions({ adapter }: Namespace, child: Child): void {
    const persist = adapter.persistSession.bind(adapter);
    adapter.persistSession = (session) => {
      child.heldUntil = Date.now() + this.#recoveryWindowMs;
      persist(session);
    };
  }

  #sweep(namespace: Namespace, child: Child): void {
    const children = childrenOf(this.#parent);
    if (namespace.sockets.size > 0 || child.arriving > 0 || !children.has(namespace)) return;
    const heldMs = child.heldUntil - Date.now();
    if (heldMs > 0) {
      clearTimeout(child.timer);
      child.timer = setTimeout(() => this.#sweep(namespace, child), heldMs + 1).unref();
      return;
    }
    children.delete(namespace);
    this.#children.delete(namespace);
    namespacesOf(namespace.server).delete(namespace.name);
    void namespace.adapter.close();
  }
}
