import type { Namespace } from 'socket.io';
import type { Settings } from '../../contract/settings';
import type { NamespaceDefinition } from '../../registry/definitions';
import { ChildNamespaces } from './child-namespaces';
import { oneNamespace } from './one-namespace';
import { refuseParentOperations } from './parent-operations';

/** The parent namespaces of a server's patterns, with their children. */
export class PatternNamespaces {
  readonly #settings: Settings;
  readonly #children = new Map<Namespace, ChildNamespaces>();

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  install(parent: Namespace, { name, gateways }: NamespaceDefinition): void {
    refuseParentOperations(parent, gateways.map(({ gateway }) => gateway.name).join(', '), String(name));
    const { closesIdleNamespaces, recoveryWindowMs } = this.#settings;
    const children = new ChildNamespaces(parent, recoveryWindowMs, closesIdleNamespaces);
    children.install();
    this.#children.set(parent, children);
  }

  /** One namespace of a pattern. @param label how it was asked for, for messages */
  childOf(parent: Namespace, name: string, label: string): Namespace | undefined {
    const children = this.#children.get(parent);
    return children && oneNamespace({ children, name, label, logger: this.#settings.logger });
  }

  /** Settles when an earlier child of that name has closed. */
  closing(name: string): Promise<void> | undefined {
    for (const children of this.#children.values()) {
      const closed = children.closing(name);
      if (closed) return closed;
    }
    return undefined;
  }

  /** From now on nothing is made for calls. */
  close(): void {
    for (const children of this.#children.values()) children.close();
  }
}
