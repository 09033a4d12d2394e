import type { Server as HttpServer } from 'node:http';
import type { Application } from 'express';
import type { Namespace, Server } from 'socket.io';
import { type GatewayContainer, type Newable, Provider, unbind } from './container';
import { DEFAULT_TIMEOUT_MS, GatewayHost, type HostBackend } from './host';
import { defaultLogger, type Logger, safeLogger } from './logger';
import type { AttachOptions } from './options';
import { compileRegistry } from './registry/compile';
import type { GatewayRegistry } from './registry/definitions';
import { bindUnbound, discoverGateways } from './registry/discover';
import { classesAround } from './registry/around';
import { checkPaths } from './registry/paths';
import { Problems } from './registry/problems';
import { Activity, within } from './runtime/activity';
import { gatewayHooks } from './runtime/gateway-hooks';
import { GatewayServer } from './runtime/gateway-server';
import { HttpFront } from './runtime/http-front';
import { Resources } from './runtime/resources';
import { settingsFor } from './runtime/settings';
import type { Validation } from './validation/parse';

/** The steps from a container to a running host, and back. */
export class Attachment implements HostBackend {
  readonly host: GatewayHost;
  readonly #registry: GatewayRegistry;
  readonly #logger: Logger;
  readonly #validation: Validation;
  readonly #activity = new Activity();
  readonly #providers = new Map<Newable, Provider<object>>();
  readonly #servers = new Map<string, Server>();
  readonly #running: GatewayServer[] = [];
  /** The gateways whose `@OnGatewayInit` has run: they get `@OnGatewayClose`, too, if another's throws. */
  readonly #initialised = new Set<Newable>();
  /** Attaching has failed: there is nothing to close any more. */
  #undone: Promise<void> | undefined;

  /**
   * Compiles the gateways; touches neither the container nor the HTTP server.
   * @throws GatewayConfigurationError with all that is wrong
   */
  constructor(
    private readonly app: Application,
    private readonly httpServer: HttpServer,
    private readonly container: GatewayContainer,
    private readonly options: AttachOptions,
  ) {
    this.#validation = { preferences: options.validation ?? {}, fast: options.fastValidation ?? true };
    const problems = new Problems();
    if (container.isCurrentBound(GatewayHost)) {
      problems.add('attachGateways', 'this container has gateways attached; close() their host, or use a child of it');
    }
    const gateways = discoverGateways(container, options.gateways, problems);
    this.#registry = compileRegistry(gateways, options, {
      container,
      validation: this.#validation,
      problems,
    });
    checkPaths(this.#registry.servers, HttpFront.prefixes(httpServer), problems);
    problems.throwAny();
    this.#logger = safeLogger(options.logger ?? defaultLogger);
    this.host = new GatewayHost(this.#registry, this.#servers, this);
  }

  /** Binds the host, so that gateways can inject it, and the gateways that are not bound. */
  bind(): void {
    bindUnbound(this.container, this.#gateways());
    if (this.options.authProvider) bindUnbound(this.container, [this.options.authProvider]);
    this.container.bind(GatewayHost).toConstantValue(this.host);
  }

  resolve(): void {
    for (const gateway of this.#classes()) {
      try {
        this.#provide(gateway, this.container.get(gateway), () => this.container.get(gateway));
      } catch (error) {
        throw unresolved(gateway, error);
      }
    }
  }

  async resolveAsync(): Promise<void> {
    for (const gateway of this.#classes()) {
      try {
        this.#provide(gateway, await this.container.getAsync(gateway), this.#askOnce(gateway));
      } catch (error) {
        throw unresolved(gateway, error);
      }
    }
  }

  /** Builds the servers, and only when all of them stand, opens them to the HTTP server. */
  open(): void {
    // Once more, as others may have attached while the gateways were resolved.
    const problems = new Problems();
    checkPaths(this.#registry.servers, HttpFront.prefixes(this.httpServer), problems);
    problems.throwAny();
    const resources = new Resources(this.container, this.#providers, this.#validation);
    const servers = this.#registry.servers.map((definition) => {
      const around = { around: this.#registry.enhancers, authProvider: this.options.authProvider };
      const settings = settingsFor(this.app, this.options, definition);
      const server = new GatewayServer(definition, around, resources, settings, this.#activity);
      return [definition.path, server] as const;
    });
    for (const [path, server] of servers) {
      server.open(this.httpServer, this.options.middleware ?? []);
      this.#running.push(server);
      this.#servers.set(path, server.io);
    }
    this.app.locals.gateways = this.host;
  }

  init(): void {
    for (const { gateway, label, run } of gatewayHooks(this.#registry, this.#providers, 'gatewayInit')) {
      const result = run(this.host);
      this.#initialised.add(gateway);
      if (result instanceof Promise) result.catch((error: unknown) => this.#logger.error(`${label} failed`, error));
    }
  }

  async initAsync(): Promise<void> {
    for (const { gateway, run } of gatewayHooks(this.#registry, this.#providers, 'gatewayInit')) {
      await run(this.host);
      this.#initialised.add(gateway);
    }
  }

  namespaceOf(gateway: Newable): Namespace | undefined {
    for (const server of this.#running) {
      const namespace = server.namespaceOf(gateway);
      if (namespace) return namespace;
    }
    return undefined;
  }

  idle(): Promise<void> {
    return this.#activity.idle();
  }

  async close(timeoutMs: number): Promise<void> {
    if (this.#undone) return this.#undone;
    this.#activity.closing = true;
    for (const server of this.#running) server.refuseNewClients();
    await within(timeoutMs, async (deadline) => {
      await this.#activity.handlers.idle();
      await Promise.all(this.#running.map((server) => server.flushed(deadline)));
    });
    for (const server of this.#running) server.abort(new Error('The gateways are closing'));
    await this.#closeServers();
    await within(timeoutMs, () => this.#activity.leaving.idle());
    await within(timeoutMs, () => this.#runCloseHooks(this.#gateways()));
    this.#takeBack();
  }

  /** Runs the steps of attaching; if one throws, now or later, what the earlier ones did is taken back. */
  undoneIfItThrows<Result>(steps: () => Result): Result {
    try {
      const result = steps();
      if (!(result instanceof Promise)) return result;
      return result.catch(async (error: unknown) => {
        await (this.#undone = this.#undo());
        throw error;
      }) as Result;
    } catch (error) {
      this.#undone = this.#undo();
      throw error;
    }
  }

  /** Nothing is left attached once this has been called; closing takes longer. Never rejects. */
  async #undo(): Promise<void> {
    this.#activity.closing = true;
    const closed = this.#closeServers();
    this.#takeBack();
    await closed.catch((error: unknown) => this.#logger.error('Closing failed', error));
    await within(DEFAULT_TIMEOUT_MS, () => this.#activity.leaving.idle());
    const initialised = [...this.#initialised];
    await within(DEFAULT_TIMEOUT_MS, () => this.#runCloseHooks(initialised));
  }

  #gateways(): readonly Newable[] {
    return this.#registry.gateways.map(({ gateway }) => gateway);
  }

  /** Every class that the container is to give: the gateways, and what is around them. */
  #classes(): Iterable<Newable> {
    const { gateways, enhancers: around } = this.#registry;
    const arounds = [
      around,
      ...gateways.flatMap((each) => [each.enhancers, ...each.handlers.map((handler) => handler.enhancers)]),
    ];
    return new Set([
      ...this.#gateways(),
      ...arounds.flatMap(classesAround),
      ...(this.options.authProvider ? [this.options.authProvider] : []),
    ]);
  }

  /** Asks without a promise if that is possible: `@OnDisconnecting` is to run before the rooms are left. */
  #askOnce(gateway: Newable): () => object | Promise<object> {
    let isAsync = false;
    return () => {
      if (isAsync) return this.container.getAsync(gateway);
      try {
        return this.container.get(gateway);
      } catch (error) {
        isAsync = isAboutAsynchrony(error);
        return this.container.getAsync(gateway);
      }
    };
  }

  #provide(gateway: Newable, first: object, ask: () => object | Promise<object>): void {
    this.#providers.set(gateway, new Provider(first, ask));
  }

  async #closeServers(): Promise<void> {
    await Promise.all(this.#running.splice(0).map((server) => server.close()));
  }

  async #runCloseHooks(gateways: readonly Newable[]): Promise<void> {
    for (const { gateway, label, run } of gatewayHooks(this.#registry, this.#providers, 'gatewayClose')) {
      if (!gateways.includes(gateway)) continue;
      try {
        await run(this.host);
      } catch (error) {
        this.#logger.error(`${label} failed`, error);
      }
    }
  }

  #takeBack(): void {
    unbind(this.container, GatewayHost);
    if (this.app.locals.gateways === this.host) delete this.app.locals.gateways;
  }
}

/** Every version of Inversify says so when `get` meets a binding that only `getAsync` can resolve. */
function isAboutAsynchrony(error: unknown): boolean {
  return error instanceof Error && /async/i.test(error.message);
}

function unresolved(gateway: Newable, cause: unknown): Error {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new Error(`${gateway.name} cannot be resolved from the container: ${reason}`, { cause });
}
