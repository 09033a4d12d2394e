import type { Namespace, Server } from 'socket.io';
import type { Newable } from './container';
import { DEFAULT_CLOSE_TIMEOUT_MS } from './contract/defaults';
import type { GatewayContext } from './context';
import type { GatewayNamespace } from './contract/gateway-types';
import type { GatewayRegistry } from './registry/definitions';

export interface CloseOptions {
  /**
   * The time that running handlers may take, in milliseconds, before `context.signal` is aborted and they are left to
   * themselves; the hooks that follow may take as long again. @default 10000
   */
  timeoutMs?: number;
}

/** Does the work of a host. */
export interface HostBackend {
  namespaceOf(gateway: Newable): Namespace | undefined;
  /** Resolves when no handler and no hook is running. */
  idle(): Promise<void>;
  close(timeoutMs: number): Promise<void>;
}

type TypesOf<Gateway> = Gateway extends { readonly context: GatewayContext<infer Types> } ? Types : unknown;

/**
 * The attached gateways of an application. It is bound in the container, so services and HTTP controllers may inject
 * it, and it is `app.locals.gateways`.
 *
 * ```ts
 * constructor(@inject(GatewayHost) private readonly gateways: GatewayHost) {}
 * announce(text: string) { this.gateways.of(EventGateway).emit('announcement', text); }
 * ```
 */
export class GatewayHost {
  /** The socket.io servers by path. */
  readonly servers: ReadonlyMap<string, Server>;
  readonly #backend: HostBackend;
  #closed: Promise<void> | undefined;

  /** @internal */
  constructor(
    /** The gateways that were attached, frozen. */
    readonly registry: GatewayRegistry,
    servers: ReadonlyMap<string, Server>,
    backend: HostBackend,
  ) {
    this.servers = servers;
    this.#backend = backend;
  }

  /**
   * The namespace of a gateway, to emit to its clients; of a pattern the parent namespace, which emits to all of it.
   *
   * @throws Error where the gateway is not attached here, or not yet
   */
  of<Gateway extends object>(gateway: Newable<Gateway>): GatewayNamespace<TypesOf<Gateway>> {
    const namespace = this.#backend.namespaceOf(gateway);
    if (!namespace) {
      const attached = this.registry.gateways.map((definition) => definition.gateway.name).join(', ');
      throw new Error(
        `${gateway.name} is not attached here: attached are ${attached}. Constructors run before the gateways are ` +
          'attached; use @OnGatewayInit to emit from the start.',
      );
    }
    return namespace as GatewayNamespace<TypesOf<Gateway>>; // the types are the gateway's own word
  }

  /**
   * Takes no new clients, lets running handlers finish, disconnects the clients, waits for `@OnDisconnected`, then runs
   * `@OnGatewayClose`. The HTTP server stays open: it is the caller's. Safe to call twice.
   */
  close(options: CloseOptions = {}): Promise<void> {
    return (this.#closed ??= this.#backend.close(options.timeoutMs ?? DEFAULT_CLOSE_TIMEOUT_MS));
  }

  /** @internal */
  idle(): Promise<void> {
    return this.#backend.idle();
  }

  /** `await using host = attachGateways(…)`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
