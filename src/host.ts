import type { Namespace, Server } from 'socket.io';
import type { GatewayContainer, Newable } from './container';
import { DEFAULT_CLOSE_TIMEOUT_MS, MAX_TIMER_MS } from './contract/defaults';
import type { GatewayNamespace } from './contract/gateway-types';
import type { HostStatistics } from './contract/statistics';
import type { UserCount } from './contract/user-count';
import type { TypesOf } from './contract/types/types-of';
import type { GatewayRegistry } from './registry/definitions';

export interface CloseOptions {
  /**
   * The time that all of it may take, in milliseconds. After four fifths of it `context.signal` of the handlers that still
   * run is aborted, and they are left to themselves; the rest is for the hooks. @default 10000
   */
  timeoutMs?: number;
  /**
   * The time over which the clients are sent away, in milliseconds and less than `timeoutMs`, so that they do not all
   * connect to other nodes in the same moment. @default one for each client, at most half of `timeoutMs`
   */
  drainMs?: number;
}

/** The server of one path. */
interface ServerBackend {
  /** @throws TypeError where the parameters are not those of the gateway's pattern */
  childOf(gateway: Newable, params: unknown): Namespace | undefined;
  /** @throws TypeError (a rejection) where the parameters are not those of the gateway's pattern, or a key is no text */
  users(gateway: Newable, params: unknown, room: string | undefined): Promise<UserCount>;
}

/** The gateways that a host stands for. */
export interface HostBackend {
  /** The gateways that were attached, frozen. */
  readonly registry: GatewayRegistry;
  /** The socket.io servers by path. */
  readonly servers: ReadonlyMap<string, Server>;
  namespaceOf(gateway: Newable): Namespace | undefined;
  serverOf(gateway: Newable): ServerBackend | undefined;
  /** Resolves when no handler and no hook is running. */
  idle(): Promise<void>;
  /** What there is at this moment. */
  statistics(): HostStatistics;
  /** New clients are sent to other nodes. */
  readonly closing: boolean;
  /** @param drainMs chosen by the number of clients where it is left out */
  close(timeoutMs: number, drainMs?: number): Promise<void>;
}

const hosts = new WeakMap<GatewayContainer, GatewayHost>();

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
  #backend: HostBackend;
  #closed: Promise<void> | undefined;

  /** @internal */
  constructor(backend: HostBackend) {
    this.#backend = backend;
  }

  /**
   * The host of a container. The same object serves it again after it was closed, so that a service which has injected
   * the host can go on with it.
   * @internal
   */
  static serving(container: GatewayContainer, backend: HostBackend): GatewayHost {
    const host = hosts.get(container) ?? new GatewayHost(backend);
    hosts.set(container, host);
    host.#backend = backend;
    host.#closed = undefined;
    return host;
  }

  /** The gateways that were attached, frozen. */
  get registry(): GatewayRegistry {
    return this.#backend.registry;
  }

  /** The socket.io servers by path. */
  get servers(): ReadonlyMap<string, Server> {
    return this.#backend.servers;
  }

  /** `true` from {@link close} on: for a route that tells a load balancer whether this node takes new clients. */
  get closing(): boolean {
    return this.#backend.closing;
  }

  /**
   * The namespace of a gateway, to emit to its clients. Of a pattern it is the parent namespace, which emits to all of it;
   * with `params` it is one of its namespaces, on all servers, also where none of its clients is on this one.
   *
   * ```ts
   * host.of(RoomGateway, { roomId: 'a b' }).emit('news', 'to /rooms/a%20b');
   * ```
   *
   * @param params the parameters of the pattern, not encoded
   * @throws Error where the gateway is not attached here, not yet, or not any more
   * @throws TypeError where the parameters are not those of the pattern
   */
  of<Gateway extends object>(
    gateway: Newable<Gateway>,
    params?: Readonly<Record<string, string>>,
  ): GatewayNamespace<TypesOf<Gateway>> {
    const namespace =
      params === undefined
        ? this.#backend.namespaceOf(gateway)
        : this.#backend.serverOf(gateway)?.childOf(gateway, params);
    if (!namespace) throw new Error(this.#whyNot(gateway));
    return namespace as GatewayNamespace<TypesOf<Gateway>>; // the types are the gateway's own word
  }

  /**
   * Counts who is connected to a gateway, or in one of its rooms, on all servers. A server that does not answer makes it
   * `complete: false`, after six seconds at most.
   *
   * ```ts
   * const { users, clients, complete } = await host.users(ChatGateway, 'lobby');
   * await host.users(RoomGateway, { roomId: '7' }); // one namespace of a pattern, as with host.of
   * ```
   *
   * @throws Error (a rejection) where the gateway is not attached here, not yet, or not any more
   * @throws TypeError (a rejection) where the parameters are not those of the pattern, or `userKey` gives no text
   */
  users(gateway: Newable, room?: string): Promise<UserCount>;
  users(gateway: Newable, params: Readonly<Record<string, string>>, room?: string): Promise<UserCount>;
  async users(gateway: Newable, where?: unknown, roomOfChild?: string): Promise<UserCount> {
    const [params, room] = typeof where === 'string' ? [undefined, where] : [where, roomOfChild];
    const server = this.#backend.serverOf(gateway);
    if (!server) throw new Error(this.#whyNot(gateway));
    return server.users(gateway, params, room);
  }

  #whyNot(gateway: Newable): string {
    const attached = this.registry.gateways.map((definition) => definition.gateway);
    if (!attached.includes(gateway)) {
      const names = attached.map(({ name }) => name).join(', ');
      return `${gateway.name} is not attached here: attached are ${names}`;
    }
    return this.#closed
      ? `${gateway.name} is not attached any more: its host was closed`
      : `${gateway.name} is not attached yet: constructors run before; use @OnGatewayInit to emit from the start`;
  }

  /**
   * Takes no new clients and sends those away that are here: each when nothing runs for it and its answers have left,
   * some at a time. Waits for `@OnDisconnected`, then runs `@OnGatewayClose`. The HTTP server stays open: it is the
   * caller's. Safe to call twice.
   *
   * @throws RangeError (a rejection) where the times make no sense; then nothing was closed
   */
  close(options: CloseOptions = {}): Promise<void> {
    if (this.#closed) return this.#closed;
    const wrong = wrongTimes(options);
    if (wrong) return Promise.reject(wrong);
    return (this.#closed = this.#backend.close(options.timeoutMs ?? DEFAULT_CLOSE_TIMEOUT_MS, options.drainMs));
  }

  /** @internal */
  statistics(): HostStatistics {
    return this.#backend.statistics();
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

function wrongTimes({ timeoutMs = DEFAULT_CLOSE_TIMEOUT_MS, drainMs = 0 }: CloseOptions): RangeError | undefined {
  if (!(timeoutMs >= 0 && timeoutMs <= MAX_TIMER_MS)) {
    return new RangeError(`close: timeoutMs is ${timeoutMs}; expected milliseconds, from 0 to ${MAX_TIMER_MS}`);
  }
  if (drainMs !== 0 && !(drainMs > 0 && drainMs < timeoutMs)) {
    return new RangeError(`close: drainMs is ${drainMs}; expected milliseconds, less than timeoutMs (${timeoutMs})`);
  }
  return undefined;
}
