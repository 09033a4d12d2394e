import type { Namespace } from 'socket.io';
import { runInContext } from '../../context';
import type { UserHook } from '../../contract/hooks';
import type { Settings } from '../../contract/settings';
import { quoted } from '../../log/printable';
import type { HandlerDefinition, NamespaceDefinition } from '../../registry/definitions';
import { WsResponse } from '../../response';
import { timeOfClosingIsUp } from '../connect/exceptions';
import { emit } from '../reply/send';
import { compileArguments } from '../handler/arguments';
import type { Instances } from '../handler/instances';
import { type MethodCall, methodOfClass } from '../handler/method-call';
import type { HostLifecycle } from '../lifecycle';
import type { PresenceListener } from './presence';
import { UserContext, type UserEvent } from './user-context';

interface CompiledHook {
  readonly definition: HandlerDefinition;
  readonly run: (context: UserContext) => Promise<unknown>;
}

/** `@OnUserOnline` and `@OnUserOffline` of one namespace, or of all namespaces of a pattern. */
interface NamespaceHooks {
  readonly definition: NamespaceDefinition;
  readonly hooks: Readonly<Partial<Record<UserHook, CompiledHook>>>;
  /** @param name one of a pattern */
  readonly namespaceOf: (name: string) => Namespace | undefined;
}

/** Says which user is meant, in which namespace, as the store knows it. */
export function presenceId(namespace: string, key: string): string {
  return JSON.stringify([namespace, key]);
}

/** Runs the hooks for users: those of one user on this node one after the other. */
export class UserHooks implements PresenceListener {
  readonly #settings: Settings;
  readonly #instances: Instances;
  readonly #lifecycle: HostLifecycle;
  readonly #namespaces: NamespaceHooks[] = [];
  /** The hook that runs for a user: the next waits for it. */
  readonly #running = new Map<string, Promise<void>>();
  readonly #contexts = new Set<UserContext>();

  constructor(settings: Settings, instances: Instances, lifecycle: HostLifecycle) {
    this.#settings = settings;
    this.#instances = instances;
    this.#lifecycle = lifecycle;
  }

  /** @throws TypeError where what is decorated is no method */
  add(definition: NamespaceDefinition, namespaceOf: NamespaceHooks['namespaceOf']): void {
    const hooks: Partial<Record<UserHook, CompiledHook>> = {};
    for (const handler of definition.gateways.flatMap(({ handlers }) => handlers)) {
      for (const hook of ['userOnline', 'userOffline'] as const) {
        if (handler.hooks.includes(hook)) hooks[hook] = this.#compile(handler);
      }
    }
    this.#namespaces.push({ definition, hooks, namespaceOf });
  }

  online(user: string): void {
    this.#queue(user, 'userOnline', 'online');
  }

  offline(user: string): void {
    this.#queue(user, 'userOffline', 'offline');
  }

  /** Aborts `context.signal` of what still runs. */
  abort(): void {
    for (const context of this.#contexts) context.abort(timeOfClosingIsUp());
  }

  #compile(definition: HandlerDefinition): CompiledHook {
    const { gateway, method, label, parameters } = definition;
    const call: MethodCall = methodOfClass(gateway, method, `${label} is decorated`, this.#instances);
    const resolveArguments = compileArguments(parameters, this.#settings.limits.maxIssuesBytes);
    return { definition, run: async (context) => call(...(await resolveArguments(context, { ack: undefined }))) };
  }

  #queue(user: string, hook: UserHook, event: UserEvent['event']): void {
    const [name, key] = JSON.parse(user) as [string, string]; // as presenceId has made it
    const found = this.#namespaces.find(({ definition }) => definition.pattern?.test(name) ?? definition.name === name);
    const compiled = found?.hooks[hook];
    if (!found || !compiled) return;
    const run = (): Promise<void> => this.#run(found, compiled, { event, key, name });
    const done = (this.#running.get(user) ?? Promise.resolve()).then(run);
    this.#running.set(user, done);
    void done.then(() => {
      if (this.#running.get(user) === done) this.#running.delete(user);
    });
    this.#lifecycle[event === 'online' ? 'handlers' : 'leaving'].track(done);
  }

  /** Never rejects. */
  async #run(
    { definition: { pattern }, namespaceOf }: NamespaceHooks,
    { definition, run }: CompiledHook,
    about: Pick<UserEvent, 'event' | 'key' | 'name'>,
  ): Promise<void> {
    const { gateway, method: handler, label } = definition;
    const failed = (message: string, error: unknown): void => this.#settings.logger.error(message, { err: error });
    try {
      const namespace = namespaceOf(about.name);
      if (!namespace) return;
      const context = new UserContext({ ...about, namespace, pattern, gateway, handler, label }, failed);
      this.#contexts.add(context);
      try {
        const result = await runInContext(context, run, context);
        if (WsResponse.is(result)) emitToOthers(namespace, result);
      } finally {
        this.#contexts.delete(context);
      }
    } catch (error) {
      failed(`${label} failed when a user went ${about.event} in ${quoted(about.name)}`, error);
    }
  }
}

/** There is no client whose response it could be. */
function emitToOthers(namespace: Namespace, { to, event, data }: WsResponse): void {
  if (to === 'namespace') emit(namespace, event, data);
  else if (to !== 'client' && to.length > 0) emit(namespace.to([...to]), event, data); // for socket.io no room is everyone
}
