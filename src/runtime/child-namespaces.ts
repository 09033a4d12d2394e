import type { Namespace, Socket } from 'socket.io';

/** The fields of socket.io that its types keep to themselves. */
interface NamespaceInternals {
  readonly _preConnectSockets?: ReadonlyMap<string, unknown>;
}
interface ParentInternals {
  readonly children: Set<Namespace>;
}

/**
 * Closes a child of a parent namespace once nobody is in it and nobody is on the way in. socket.io's own
 * `cleanupEmptyChildNamespaces` looks only at who is in, so that a refused client takes the namespace from under one
 * that still waits for its guards.
 */
export class ChildNamespaces {
  constructor(private readonly parent: Namespace) {}

  /** Call it when a client has left, or was let in or refused: socket.io acts on the latter in the next tick. */
  sweepSoon({ nsp }: Socket): void {
    setImmediate(() => {
      this.#sweep(nsp);
    });
  }

  #sweep(child: Namespace): void {
    const waiting = (child as unknown as NamespaceInternals)._preConnectSockets?.size ?? 0;
    const { children } = this.parent as unknown as ParentInternals;
    if (child.sockets.size > 0 || waiting > 0 || !children.has(child)) return;
    children.delete(child);
    child.server._nsps.delete(child.name);
    void child.adapter.close();
  }
}
