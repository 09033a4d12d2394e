import type { Namespace, Server } from 'socket.io';
import { introduced } from '../adapters/subscribed';
import { isOfCluster, type OutgoingPacket } from '../internals/adapters';
import { childrenOf, createChild, onChildCreated, parentFor } from '../internals/parent-namespaces';
import { namespacesOf, onArrivals } from '../internals/socket-io';

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
  /** How many clients are connecting, as their guards are asked, and how many calls are made on it. */
  users: number;
  /** Until when a client may come back to a session that its adapter holds, in milliseconds since the epoch. */
  heldUntil: number;
  timer: NodeJS.Timeout | undefined;
  /** It was made for a call, and no client has come since. */
  isTemporary: boolean;
  /** Where it was made for a call. */
  introduced: Promise<void> | undefined;
}

/** A child while a call is made on it. */
export interface AcquiredChild {
  readonly namespace: Namespace;
  /** Resolves when other servers answer what they are asked of it. Never rejects. */
  readonly introduced: Promise<void>;
  /** The call is done. Safe to call twice. */
  readonly release: () => void;
}

/** How long a child that reaches other servers stays for the next call, in milliseconds: it takes several commands. */
const KEPT_MS = 500;

/**
 * Closes a child of a parent namespace once nobody is in it, nobody is connecting, and nobody can come back to a
 * session that its adapter holds. socket.io's own `cleanupEmptyChildNamespaces` looks only at who is in, so that a
 * refused client takes the namespace from under one that still waits for its guards.
 */
export class ChildNamespaces {
  readonly #parent: Namespace;
  readonly #recoveryWindowMs: number;
  readonly #closesIdle: boolean;
  readonly #children = new Map<Namespace, Child>();
  /** By their names. */
  readonly #closing = new Map<string, Promise<void>>();
  #isClosed = false;

  /**
   * @param recoveryWindowMs how long the sessions of those who left can be recovered, in milliseconds; 0 for not at all
   * @param closesIdle `false` where those that clients have made stay
   */
  constructor(parent: Namespace, recoveryWindowMs: number, closesIdle: boolean) {
    this.#parent = parent;
    this.#recoveryWindowMs = recoveryWindowMs;
    this.#closesIdle = closesIdle;
  }

  get server(): Server {
    return this.#parent.server;
  }

  /** From now on the children of the parent are watched. */
  install(): void {
    onChildCreated(this.#parent, (namespace) => this.#watch(namespace));
  }

  /** The child of that name, if there is one here. */
  get(name: string): Namespace | undefined {
    const namespace = namespacesOf(this.server).get(name);
    return namespace && childrenOf(this.#parent).has(namespace) ? namespace : undefined;
  }

  /**
   * The child of that name for a call; where there is none it is made, and goes when nobody has come.
   *
   * @param label who acquires it, for messages
   * @throws Error where the server is closed, or another gateway has the namespace of that name
   */
  acquire(name: string, label: string): AcquiredChild {
    if (this.#isClosed) throw new Error(`${label}: it is not attached any more, as its host was closed`);
    const there = this.get(name);
    if (!there && this.#isOfAnother(name)) {
      throw new Error(`${label}: the namespace '${name}' is of another gateway; expected its name to be free`);
    }
    const namespace = there ?? createChild(this.#parent, name);
    const child = this.#children.get(namespace);
    if (!child) throw new Error(`${label}: the namespace '${name}' was made before its gateway was attached`);
    if (!there) {
      child.isTemporary = true;
      child.introduced = introduced(namespace);
    }
    child.users += 1;
    let isReleased = false;
    const release = (): void => {
      if (isReleased) return;
      isReleased = true;
      child.users -= 1;
      if (child.isTemporary && isOfCluster(namespace.adapter)) {
        child.heldUntil = Math.max(child.heldUntil, Date.now() + KEPT_MS);
      }
      setImmediate(() => this.#sweep(namespace, child));
    };
    return { namespace, introduced: child.introduced ?? Promise.resolve(), release };
  }

  /** A client that comes to it must not find itself among the clients of this parent, past the guards of its own. */
  #isOfAnother(name: string): boolean {
    return namespacesOf(this.server).has(name) || (parentFor(this.server, name) ?? this.#parent) !== this.#parent;
  }

  /**
   * Settles when an earlier child of that name has closed. The package `redis` forgets a subscription that is begun while
   * the same one is being ended, and the next child would hear nothing of other servers.
   */
  closing(name: string): Promise<void> | undefined {
    return this.#closing.get(name);
  }

  /** From now on nothing is made for calls. */
  close(): void {
    this.#isClosed = true;
    for (const { timer } of this.#children.values()) clearTimeout(timer);
  }

  #watch(namespace: Namespace): void {
    const child: Child = { users: 0, heldUntil: 0, timer: undefined, isTemporary: false, introduced: undefined };
    this.#children.set(namespace, child);
    const settled = (): void => {
      child.users -= 1;
    };
    const arriving = new WeakSet<object>();
    onArrivals(namespace, {
      create: async (_auth, create) => {
        child.users += 1;
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
        child.isTemporary = false;
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
    if (namespace.sockets.size > 0 || child.users > 0 || !children.has(namespace)) return;
    if (!this.#closesIdle && !child.isTemporary) return;
    const heldMs = child.heldUntil - Date.now();
    if (heldMs > 0) {
      clearTimeout(child.timer);
      child.timer = setTimeout(() => this.#sweep(namespace, child), heldMs + 1).unref();
      return;
    }
    children.delete(namespace);
    this.#children.delete(namespace);
    namespacesOf(namespace.server).delete(namespace.name);
    const closed = Promise.resolve(namespace.adapter.close()).then(() => void this.#closing.delete(namespace.name));
    if (isOfCluster(namespace.adapter)) this.#closing.set(namespace.name, closed);
  }
}
