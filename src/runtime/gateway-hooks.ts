import type { Newable } from '../container';
import type { GatewayHook } from '../contract/hooks';
import type { GatewayHost } from '../host';
import type { Log } from '../log/log';
import type { GatewayRegistry } from '../registry/definitions';
import type { Instances } from './handler/instances';
import { checkedMethod } from './handler/method-call';

/** A hook of a gateway itself, on the object that was resolved while attaching. */
interface CompiledHook {
  readonly gateway: Newable;
  readonly label: string;
  readonly run: (host: GatewayHost) => unknown;
}

/** `@OnGatewayInit` and `@OnGatewayClose`, in the order of the registry. */
export class GatewayHooks {
  readonly #init: readonly CompiledHook[];
  readonly #close: readonly CompiledHook[];
  readonly #logger: Log;
  /** The gateways whose `@OnGatewayInit` has run: only they get `@OnGatewayClose` where another's has thrown. */
  readonly #initialised = new Set<Newable>();

  /** @throws TypeError where what is decorated is no method */
  constructor(registry: GatewayRegistry, instances: Instances, logger: Log) {
    this.#init = compileHooks(registry, instances, 'gatewayInit');
    this.#close = compileHooks(registry, instances, 'gatewayClose');
    this.#logger = logger;
  }

  /** An asynchronous hook is not waited for; the logger gets its error. @throws what a hook throws */
  init(host: GatewayHost): void {
    for (const { gateway, label, run } of this.#init) {
      const result = run(host);
      this.#initialised.add(gateway);
      if (result instanceof Promise) {
        result.catch((error: unknown) => this.#logger.error(`${label} failed`, { err: error }));
      }
    }
  }

  /** {@link init}, one hook after the other. */
  async initAsync(host: GatewayHost): Promise<void> {
    for (const { gateway, run } of this.#init) {
      await run(host);
      this.#initialised.add(gateway);
    }
  }

  async close(host: GatewayHost): Promise<void> {
    await this.#runClose(host, () => true);
  }

  async closeInitialised(host: GatewayHost): Promise<void> {
    await this.#runClose(host, ({ gateway }) => this.#initialised.has(gateway));
  }

  async #runClose(host: GatewayHost, wanted: (hook: CompiledHook) => boolean): Promise<void> {
    for (const { label, run } of this.#close.filter(wanted)) {
      try {
        await run(host);
      } catch (error) {
        this.#logger.error(`${label} failed`, { err: error });
      }
    }
  }
}

function compileHooks({ gateways }: GatewayRegistry, instances: Instances, hook: GatewayHook): readonly CompiledHook[] {
  return gateways
    .flatMap(({ handlers }) => handlers)
    .filter(({ hooks }) => hooks.includes(hook))
    .map(({ gateway, label, method }) => {
      const { first } = instances.of(gateway);
      const callOn = checkedMethod(first, method, `${label} is decorated`);
      return { gateway, label, run: (host) => callOn(first, [host]) };
    });
}
