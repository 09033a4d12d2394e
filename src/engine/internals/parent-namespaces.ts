/** The private members of socket.io's parent namespaces that the gateways use, as `socket-io.ts` has the others. */
import type { Namespace, Server } from 'socket.io';

interface ParentInternals {
  readonly children: Set<Namespace>;
  createChild: (name: string) => Namespace;
}

/**
 * Calls `onChild` with each child that a parent namespace makes. socket.io does not clean these up itself: its option
 * `cleanupEmptyChildNamespaces` is for the parents of the application.
 */
export function onChildCreated(parent: Namespace, onChild: (child: Namespace) => void): void {
  const internals = parent as unknown as ParentInternals;
  const createChild = internals.createChild.bind(parent);
  const { _opts: options } = parent.server;
  internals.createChild = (name) => {
    const { cleanupEmptyChildNamespaces = false } = options;
    options.cleanupEmptyChildNamespaces = false;
    try {
      const child = createChild(name);
      onChild(child);
      return child;
    } finally {
      options.cleanupEmptyChildNamespaces = cleanupEmptyChildNamespaces;
    }
  };
}

/** Makes the child that a client of that name would have made. */
export function createChild(parent: Namespace, name: string): Namespace {
  return (parent as unknown as ParentInternals).createChild(name);
}

export function childrenOf(parent: Namespace): Set<Namespace> {
  return (parent as unknown as ParentInternals).children;
}

interface ParentMaps {
  readonly parentNsps: Map<unknown, Namespace>;
  readonly parentNamespacesFromRegExp: Map<RegExp, Namespace> | undefined;
}

/**
 * The parent whose child socket.io makes where a client is the first to ask for a name: of several that match, the one
 * that was made first. Functions of the application are not asked.
 */
export function parentFor(server: Server, name: string): Namespace | undefined {
  const { parentNamespacesFromRegExp } = server as unknown as ParentMaps;
  for (const [pattern, parent] of parentNamespacesFromRegExp ?? []) if (pattern.test(name)) return parent;
  return undefined;
}

/** Takes a parent namespace out of a server: from now on its pattern matches no name. socket.io has no way to. */
export function removeParent(server: Server, parent: Namespace): void {
  const { parentNsps, parentNamespacesFromRegExp } = server as unknown as ParentMaps;
  for (const parents of [parentNsps, parentNamespacesFromRegExp]) {
    for (const [key, each] of parents ?? []) if (each === parent) (parents as Map<unknown, Namespace>).delete(key);
  }
}
