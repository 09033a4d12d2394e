import type { Server as HttpServer } from 'node:http';
import type { Application } from 'express';
import type { Namespace, Server } from 'socket.io';
import { type GatewayContainer, type Newable, unbind } from '../container';
import { DEFAULT_CLOSE_TIMEOUT_MS } from '../contract/defaults';
import { allOf, type HostStatistics } from '../contract/statistics';
import { settingsFor } from '../contract/settings';
import { checkSharedAdapters, holdAdapters } from '../engine/adapters/shared-adapters';
import { HttpMounts } from '../engine/http/http-mounts';
import { isServedByOthers } from '../engine/http/other-engines';
import { optionsOf } from '../engine/internals/socket-io';
import { GatewayHost, type HostBackend } from '../host';
import { Log } from '../log/log';
import type { AttachOptions } from '../options';
import { compileAllowedOrigins, type OriginRule } from '../registry/options/allowed-origins';
import { checkArguments } from '../registry/options/attach-arguments';
import { checkJoinedServers } from '../registry/options/joined-servers';
import { compileRegistry } from '../registry/compile';
import { checkConstructors } from '../registry/gateways/constructors';
import type { GatewayRegistry, ServerDefinition } from '../registry/definitions';
import { bindUnbound, discoverGateways, summary } from '../registry/discover';
import { resolvedClasses } from '../registry/gateways/enhancers';
import { checkPaths } from '../registry/names/paths';
import { Problems } from '../registry/problems';
import { timeOfClosingIsUp } from './connect/exceptions';
import { GatewayHooks } from './gateway-hooks';
import { Closing } from './closing';
import { handlerInput } from './handler/compile';
import type { Instances } from './handler/instances';
import { HostLifecycle } from './lifecycle';
import { watchMisdirected } from './misdirected';
import { RunningServer } from './running-server';
import { sendAway } from './send-away';
import { inTime, within } from './timing';
import { checkPresence } from './users/running-presence';

/** The gateways of one host at work, from the container to their servers, and how all of it ends. */
export class RunningGateways implements HostBackend {
  readonly host: GatewayHost;
  readonly registry: GatewayRegistry;
  readonly #app: Application;
  readonly #httpServer: HttpServer;
  readonly #container: GatewayContainer;
  readonly #options: AttachOptions;
  /** Says which decorated classes the container does not hold. */
  readonly #unbound: string;
  readonly #originRule: OriginRule | undefined;
  readonly #logger: Log;
  readonly #lifecycle: HostLifecycle;
  /** The servers of the application, by their paths. */
  readonly #joined: ReadonlyMap<string, Server>;
  readonly servers = new Map<string, Server>();
  readonly #namespaces = new Map<Newable, Namespace>();
  #running: readonly RunningServer[] = [];
  #hooks: GatewayHooks | undefined;
  #stopWatching: (() => void) | undefined;
  #releaseAdapters: (() => void) | undefined;
  /** Attaching has failed: there is nothing to close any more. */
  #rolledBack: Promise<void> | undefined;

  /**
   * Compiles the gateways; touches neither the container nor the HTTP server.
   * @throws GatewayConfigurationError with all that is wrong
   */
  constructor(app: Application, httpServer: HttpServer, container: GatewayContainer, options: AttachOptions) {
    checkArguments(app, httpServer, container, options);
    this.#app = app;
    this.#httpServer = httpServer;
    this.#container = container;
    this.#options = options;
    const problems = new Problems();
    if (container.isCurrentBound(GatewayHost)) {
      problems.add(
        'attachGateways',
        'this container has gateways attached already; expected one that has none: close() their host, or use a child container',
      );
    }
    const { gateways, unbound } = discoverGateways(container, options.gateways, problems);
    this.#unbound = unbound;
    const validation = { preferences: options.validation ?? {}, fast: options.fastValidation ?? true };
    this.registry = compileRegistry(gateways, options, { container, validation, problems });
    this.#joined = checkJoinedServers(options, this.registry.servers, httpServer, optionsOf, problems);
    this.#checkPaths(problems);
    checkConstructors(this.#resolvable, container, problems);
    this.#originRule = compileAllowedOrigins(options.allowedOrigins, problems);
    problems.throwAny();
    this.#logger = new Log(options.logger);
    this.#lifecycle = new HostLifecycle(this.#logger);
    for (const warning of problems.warnings) this.#logger.warn(warning);
    this.host = GatewayHost.serving(container, this);
  }

  /** Every class that the container must resolve: gateways, guards, interceptors, filters, the AuthProvider. */
  get classes(): Iterable<Newable> {
    return resolvedClasses(this.registry, this.#options.authProvider);
  }

  /** Those of them that are bound, and those that will be bound to themselves: the others are reported already. */
  get #resolvable(): readonly Newable[] {
    const own = new Set<Newable>(this.registry.gateways.map(({ gateway }) => gateway));
    if (this.#options.authProvider) own.add(this.#options.authProvider);
    const bindsAll = this.#container.options?.autoBindInjectable === true;
    return [...this.classes].filter((target) => bindsAll || own.has(target) || this.#container.isBound(target));
  }

  /** Binds the host, so that gateways can inject it, and the gateways that are not bound. */
  bind(): void {
    const { authProvider } = this.#options;
    bindUnbound(
      this.#container,
      this.registry.gateways.map(({ gateway }) => gateway),
    );
    if (authProvider) bindUnbound(this.#container, [authProvider]);
    this.#container.bind(GatewayHost).toConstantValue(this.host);
  }

  /**
   * Builds the servers, and only when all of them stand, opens them to the HTTP server.
   *
   * @throws TypeError where what is decorated is no method
   * @throws GatewayConfigurationError where two paths share an adapter of a cluster
   */
  open(instances: Instances): void {
    // Once more, as others may have attached while the gateways were resolved.
    const problems = new Problems();
    this.#checkPaths(problems);
    problems.throwAny();
    this.#hooks = new GatewayHooks(this.registry, instances, this.#logger);
    const input = handlerInput(this.registry.enhancers, instances, this.#container);
    const servers = this.registry.servers.map((definition) => {
      const joined = this.#joined.get(definition.path);
      const settings = settingsFor(this.#app, this.#options, joined ? optionsOf(joined) : definition.options);
      const front = { ...this.#options, originRule: this.#originRule, joined };
      const server = new RunningServer(definition, settings, front, input, this.#lifecycle);
      this.#running = [...this.#running, server];
      return { definition, server };
    });
    const ios = servers.map(({ definition, server: { io } }) => ({ definition, io }));
    const adapters = checkSharedAdapters(ios, this.#httpServer, problems);
    if (!this.#options.presence) checkPresence(ios, problems);
    problems.throwAny();
    this.#releaseAdapters = holdAdapters(adapters);
    for (const { definition, server } of servers) {
      server.open(this.#httpServer);
      this.servers.set(definition.path, server.io);
      for (const [gateway, namespace] of server.namespaces) this.#namespaces.set(gateway, namespace);
    }
    const own = this.registry.servers.filter(({ path }) => !this.#joined.has(path));
    this.#stopWatching = watchMisdirected(this.#app, this.#httpServer, own, this.#logger);
    for (const line of summary(this.registry, this.#unbound)) this.#logger.debug(line);
    this.#app.locals.gateways = this.host;
  }

  #checkPaths(problems: Problems): void {
    const prefixes = HttpMounts.prefixes(this.#httpServer);
    const isServed = ({ path }: ServerDefinition, prefix: string): boolean =>
      !this.#joined.has(path) && isServedByOthers(this.#httpServer, prefix);
    checkPaths(this.registry.servers, { prefixes, isServed }, problems);
  }

  init(): void {
    this.#hooks?.init(this.host);
  }

  async initAsync(): Promise<void> {
    await this.#hooks?.initAsync(this.host);
  }

  namespaceOf(gateway: Newable): Namespace | undefined {
    return this.#namespaces.get(gateway);
  }

  serverOf(gateway: Newable): RunningServer | undefined {
    return this.#running.find(({ namespaces }) => namespaces.has(gateway));
  }

  idle(): Promise<void> {
    return this.#lifecycle.idle();
  }

  statistics = (): HostStatistics => allOf(this.#running.map((server) => server.statistics()));

  get closing(): boolean {
    return this.#lifecycle.closing;
  }

  async close(timeoutMs: number, drainMs = this.#drainMs(timeoutMs)): Promise<void> {
    if (this.#rolledBack) return this.#rolledBack;
    this.#lifecycle.closing = true;
    const started = performance.now();
    const closing = new Closing([...this.servers.values()], this.#logger);
    /** The time that is left until a part of `timeoutMs` has passed. */
    const until = (part: number): number => Math.max(0, started + part * timeoutMs - performance.now());
    await sendAway(this.#running, drainMs, this.#lifecycle, until, closing);
    const closed = this.#closeServers().then(() => this.#lifecycle.leaving.idle());
    await closing.step('servers closed, @OnDisconnected finished', inTime(until(0.9), closed));
    await closing.step('@OnGatewayClose finished', inTime(until(1), Promise.resolve(this.#hooks?.close(this.host))));
    this.#detach();
    this.#lifecycle.slowWork.stop();
    closing.done();
  }

  /** A millisecond for each client, so that a small server closes at once, and a large one does not flood the others. */
  #drainMs(timeoutMs: number): number {
    const clients = [...this.servers.values()].reduce((sum, { engine }) => sum + engine.clientsCount, 0);
    return Math.min(clients, timeoutMs / 2);
  }

  /** Runs the steps of attaching; where one throws, now or later, everything that the others did is undone. */
  rollbackOnError<Result>(steps: () => Result): Result {
    try {
      const result = steps();
      if (!(result instanceof Promise)) return result;
      return result.catch(async (error: unknown) => {
        await (this.#rolledBack = this.#rollback());
        throw error;
      }) as Result; // it settles as the promise does
    } catch (error) {
      this.#rolledBack = this.#rollback();
      throw error;
    }
  }

  /** Nothing is attached any more when it returns; closing takes longer. Never rejects. */
  async #rollback(): Promise<void> {
    this.#lifecycle.closing = true;
    const closed = this.#closeServers();
    this.#detach();
    await closed.catch((error: unknown) => this.#logger.error('Closing failed', { err: error }));
    await within(DEFAULT_CLOSE_TIMEOUT_MS, () => this.#lifecycle.leaving.idle());
    await within(DEFAULT_CLOSE_TIMEOUT_MS, async () => this.#hooks?.closeInitialised(this.host));
  }

  async #closeServers(): Promise<void> {
    const servers = this.#running;
    this.#running = [];
    this.#stopWatching?.();
    this.#namespaces.clear();
    await Promise.all(servers.map((server) => server.close(timeOfClosingIsUp())));
  }

  #detach(): void {
    this.#releaseAdapters?.();
    unbind(this.#container, GatewayHost);
    if (this.#app.locals.gateways === this.host) delete this.#app.locals.gateways;
  }
}
