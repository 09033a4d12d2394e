import type { GatewayContainer, Newable } from '../../container';

/** The objects of one bound class, asked for as rarely as its scope allows. */
export class InstanceResolver<Instance extends object = object> {
  /** The object that the container gave while attaching. */
  readonly first: Instance;
  readonly #ask: () => Instance | Promise<Instance>;
  #singleton: Instance | undefined;

  /** @param ask asks the container again */
  constructor(first: Instance, ask: () => Instance | Promise<Instance>) {
    this.first = first;
    this.#ask = ask;
  }

  /** Once two look-ups have given the same object, its scope is a singleton's and the container is not asked again. */
  get(): Instance | Promise<Instance> {
    if (this.#singleton) return this.#singleton;
    const asked = this.#ask();
    return asked instanceof Promise ? asked.then((instance) => this.#compare(instance)) : this.#compare(asked);
  }

  #compare(instance: Instance): Instance {
    if (instance === this.first) this.#singleton = instance;
    return instance;
  }
}

/** The classes that handlers need, each resolved once while attaching, so that a mistake in wiring is an error there. */
export class Instances {
  readonly #resolvers = new Map<Newable, InstanceResolver>();

  /** @throws Error that names the class that the container cannot resolve */
  static resolve(container: GatewayContainer, classes: Iterable<Newable>): Instances {
    const instances = new Instances();
    for (const target of classes) {
      try {
        const first = container.get(target);
        instances.#resolvers.set(target, new InstanceResolver(first, () => container.get(target)));
      } catch (error) {
        const hint = isAboutAsynchrony(error) ? '; use attachGatewaysAsync() for asynchronous bindings' : '';
        throw unresolved(target, error, hint);
      }
    }
    return instances;
  }

  /** {@link resolve} for asynchronous bindings. */
  static async resolveAsync(container: GatewayContainer, classes: Iterable<Newable>): Promise<Instances> {
    const instances = new Instances();
    for (const target of classes) {
      try {
        const first = await container.getAsync(target);
        instances.#resolvers.set(target, new InstanceResolver(first, askContainer(container, target)));
      } catch (error) {
        throw unresolved(target, error);
      }
    }
    return instances;
  }

  /** @throws Error where the class was not resolved while attaching: a mistake of this library */
  of(target: Newable): InstanceResolver {
    const resolver = this.#resolvers.get(target);
    if (!resolver) throw new Error(`${target.name} was not resolved while attaching`);
    return resolver;
  }
}

/** Asks without a promise where that is possible: `@OnDisconnecting` must run before the rooms are left. */
function askContainer(container: GatewayContainer, target: Newable): () => object | Promise<object> {
  let isAsync = false;
  return () => {
    if (isAsync) return container.getAsync(target);
    try {
      return container.get(target);
    } catch (error) {
      isAsync = isAboutAsynchrony(error);
      return container.getAsync(target);
    }
  };
}

/** Every version of Inversify says so when `get` meets a binding that only `getAsync` can resolve. */
function isAboutAsynchrony(error: unknown): boolean {
  return error instanceof Error && /async/i.test(error.message);
}

function unresolved(target: Newable, cause: unknown, hint = ''): Error {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new Error(`${target.name} cannot be resolved from the container: ${reason}${hint}`, { cause });
}
