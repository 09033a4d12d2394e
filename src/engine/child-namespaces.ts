import type { Namespace, Socket } from 'socket.io';
import { childrenOf, connectingCount, countArrivals, namespacesOf, onChildCreated } from './internals';

/**
 * Closes a child of a parent namespace once nobody is in it, nobody is on the way in, and nobody can come back to a
 * session that its adapter holds. socket.io's own `cleanupEmptyChildNamespaces` looks only at who is in, so that a
 * refused client takes the namespace from under one that still waits for its guards.
 */
export class ChildNamespaces {
  readonly #parent: Namespace;
  readonly #recoveryWindowMs: number;
  /** How many clients of a child are being taken in: an adapter may take its time to find a session. */
  readonly #arriving = new Map<Namespace, number>();

  /** @param recoveryWindowMs how long the sessions of those who left can be recovered, in milliseconds; 0 for not at all */
  constructor(parent: Namespace, recoveryWindowMs: number) {
    this.#parent = parent;
    this.#recoveryWindowMs = recoveryWindowMs;
  }

  /** From now on the children of the parent are watched. */
  install(): void {
    onChildCreated(this.#parent, (child) => {
      countArrivals(child, (by) => this.#count(child, by));
    });
  }

  /** Call it when a client has left, or was let in or refused: socket.io acts on the latter in the next tick. */
  sweepSoon({ nsp }: Socket): void {
    const sweep = (): void => this.#sweep(nsp);
    if (this.#recoveryWindowMs > 0) setTimeout(sweep, this.#recoveryWindowMs).unref();
    else setImmediate(sweep);
  }

  #count(child: Namespace, change: 1 | -1): void {
    const arriving = (this.#arriving.get(child) ?? 0) + change;
    if (arriving > 0) this.#arriving.set(child, arriving);
    else this.#arriving.delete(child);
  }

  #sweep(child: Namespace): void {
    const children = childrenOf(this.#parent);
    const isUsed = child.sockets.size > 0 || connectingCount(child) > 0 || this.#arriving.has(child);
    if (isUsed || !children.has(child)) return;
    children.delete(child);
    namespacesOf(child.server).delete(child.name);
    void child.adapter.close();
  }
}
