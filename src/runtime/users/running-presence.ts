import type { Namespace, Server } from 'socket.io';
import { DEFAULT_USER_GRACE_MS } from '../../contract/defaults';
import { decoratorOf, isUserHook } from '../../contract/hooks';
import type { PresenceStore } from '../../contract/presence';
import type { Settings } from '../../contract/settings';
import { clusterAdapterOf } from '../../engine/adapters/shared-adapters';
import { Silence } from '../../engine/in-memory/silence';
import { memoryPresence } from '../../presence/memory';
import type { HandlerDefinition, NamespaceDefinition, ServerDefinition } from '../../registry/definitions';
import type { Problems } from '../../registry/problems';
import type { Instances } from '../handler/instances';
import type { HostLifecycle } from '../lifecycle';
import { Presence } from './presence';
import { UserHooks } from './user-hooks';
import { type BeginVisit, UserVisit } from './user-visit';

/** The hooks for users of one path, with what they are told by; nothing of it is there where no gateway has one. */
export class RunningPresence {
  readonly #presence: Presence;
  readonly #hooks: UserHooks;
  readonly #settings: Settings;

  private constructor(
    path: string,
    store: PresenceStore,
    settings: Settings,
    instances: Instances,
    lifecycle: HostLifecycle,
  ) {
    this.#settings = settings;
    const { recoveryWindowMs, logger } = settings;
    this.#hooks = new UserHooks(settings, instances, lifecycle);
    const graceMs = recoveryWindowMs || DEFAULT_USER_GRACE_MS;
    this.#presence = new Presence({ path, store, graceMs, logger }, this.#hooks);
  }

  /** `undefined` where no gateway of the path has a hook for users. */
  static of(
    { path, namespaces }: ServerDefinition,
    store: PresenceStore | undefined,
    settings: Settings,
    instances: Instances,
    lifecycle: HostLifecycle,
  ): RunningPresence | undefined {
    if (!namespaces.some(hasUserHooks)) return undefined;
    return new RunningPresence(path, store ?? memoryPresence(), settings, instances, lifecycle);
  }

  /** For the clients of a namespace; `undefined` where none of its gateways wants to know. */
  visitsOf(namespace: NamespaceDefinition): BeginVisit | undefined {
    if (!hasUserHooks(namespace)) return undefined;
    return (name, user) => {
      if (Silence.current) return undefined; // in a dry run nobody comes
      return new UserVisit(this.#presence, name, this.#settings, user);
    };
  }

  /**
   * @param namespaceOf gives the namespace of that name, of a pattern or not
   * @throws TypeError where what is decorated is no method
   */
  add(namespace: NamespaceDefinition, namespaceOf: (name: string) => Namespace | undefined): void {
    if (hasUserHooks(namespace)) this.#hooks.add(namespace, namespaceOf);
  }

  open(): void {
    this.#presence.open();
  }

  /** No user comes or goes any more. Never rejects. */
  async close(): Promise<void> {
    this.#hooks.abort();
    await this.#presence.close();
  }
}

/** Reports hooks for users of a cluster whose nodes have no store in common: each of them would tell by itself. */
export function checkPresence(
  servers: readonly { readonly definition: ServerDefinition; readonly io: Server }[],
  problems: Problems,
): void {
  for (const { definition, io } of servers) {
    const adapter = clusterAdapterOf(io);
    if (adapter === undefined) continue;
    for (const { label, hooks } of definition.namespaces.flatMap(handlersOf)) {
      const hook = hooks.find(isUserHook);
      if (!hook) continue;
      problems.add(
        label,
        `has ${decoratorOf(hook)}, and ${adapter} joins several nodes, which have no store of their users in common; ` +
          'expected attachGateways(…, { presence: redisPresence(client) }), or memoryPresence() for each node by itself',
      );
    }
  }
}

function handlersOf({ gateways }: NamespaceDefinition): readonly HandlerDefinition[] {
  return gateways.flatMap(({ handlers }) => handlers);
}

function hasUserHooks(namespace: NamespaceDefinition): boolean {
  return handlersOf(namespace).some(({ hooks }) => hooks.some(isUserHook));
}
