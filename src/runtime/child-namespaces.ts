import type { Namespace, Socket } from 'socket.io';

/** The members of socket.io that its types keep to themselves. */
interface NamespaceInternals {
  readonly _preConnectSockets?: ReadonlyMap<string, unknown>;
  _add: (...args: unknown[]) => Promise<void>;
}
interface ParentInternals {
  readonly children: Set<Namespace>;
  createChild: (name: string) => Namespace;
}

/**
 * Closes a child of a parent namespace once nobody is in it, nobody is on the way in, and nobody can come back to a
 * session that its adapter holds. socket.io's own `cleanupEmptyChildNamespaces` looks only at who is in, so that a
 * refused client takes the namespace from under one that still waits for its guards.
 */
export class ChildNamespaces {
  /** How many clients of a child are being taken in: an adapter may take its time to find a session. */
  readonly #arriving = new Map<Namespace, number>();

  /** @param sessionMs how long the sessions of those who left can be recovered, in milliseconds; 0 for not at all */
  constructor(
    private readonly parent: Namespace,
    private readonly sessionMs: number,
  ) {
    const internals = parent as unknown as ParentInternals;
    const createChild = internals.createChild.bind(parent);
    internals.createChild = (name) => {
      const child = createChild(name);
      this.#countArrivals(child);
      return child;
    };
  }

  /** Call it when a client has left, or was let in or refused: socket.io acts on the latter in the next tick. */
  sweepSoon({ nsp }: Socket): void {
    const sweep = (): void => this.#sweep(nsp);
    if (this.sessionMs > 0) setTimeout(sweep, this.sessionMs).unref();
    else setImmediate(sweep);
  }

  #countArrivals(child: Namespace): void {
    const internals = child as unknown as NamespaceInternals;
    const add = internals._add.bind(child);
    internals._add = async (...args) => {
      this.#count(child, 1);
      try {
        await add(...args);
      } finally {
        this.#count(child, -1);
      }
    };
  }

  #count(child: Namespace, change: 1 | -1): void {
    const arriving = (this.#arriving.get(child) ?? 0) + change;
    if (arriving > 0) this.#arriving.set(child, arriving);
    else this.#arriving.delete(child);
  }

  #sweep(child: Namespace): void {
    const waiting = (child as unknown as NamespaceInternals)._preConnectSockets?.size ?? 0;
    const { children } = this.parent as unknown as ParentInternals;
    if (child.sockets.size > 0 || waiting > 0 || this.#arriving.has(child) || !children.has(child)) return;
    children.delete(child);
    child.server._nsps.delete(child.name);
    void child.adapter.close();
  }
}
