import type { Server as HttpServer } from 'node:http';
import type { Application } from 'express';
import type { GatewayContainer } from './container';
import type { GatewayHost } from './host';
import type { AttachOptions } from './options';
import { Instances } from './runtime/handler/instances';
import { RunningGateways } from './runtime/running-gateways';

/**
 * Attaches the gateways of a container to an Express application and its HTTP server, and binds the {@link GatewayHost}
 * in the container. All problems are in one error; then nothing is left attached.
 *
 * ```ts
 * const gateways = attachGateways(app, httpServer, container);
 * httpServer.listen(3000);
 * ```
 *
 * @throws GatewayConfigurationError with every problem of the gateways and the options
 * @throws Error where a gateway cannot be resolved, or its `@OnGatewayInit` throws. An asynchronous `@OnGatewayInit` is
 *   not awaited; the logger gets its error.
 */
export function attachGateways(
  app: Application,
  httpServer: HttpServer,
  container: GatewayContainer,
  options: AttachOptions = {},
): GatewayHost {
  const gateways = new RunningGateways(app, httpServer, container, options);
  return gateways.rollbackOnError(() => {
    gateways.bind();
    gateways.open(Instances.resolve(container, gateways.classes));
    gateways.init();
    return gateways.host;
  });
}

/**
 * {@link attachGateways} for containers with asynchronous bindings: gateways are resolved with `getAsync`, and an
 * asynchronous `@OnGatewayInit` is awaited.
 */
export async function attachGatewaysAsync(
  app: Application,
  httpServer: HttpServer,
  container: GatewayContainer,
  options: AttachOptions = {},
): Promise<GatewayHost> {
  const gateways = new RunningGateways(app, httpServer, container, options);
  return gateways.rollbackOnError(async () => {
    gateways.bind();
    gateways.open(await Instances.resolveAsync(container, gateways.classes));
    await gateways.initAsync();
    return gateways.host;
  });
}
