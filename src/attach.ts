import type { Server as HttpServer } from 'node:http';
import type { Application } from 'express';
import type { GatewayContainer } from './container';
import { Attachment } from './attachment';
import type { GatewayHost } from './host';
import type { AttachOptions } from './options';

/**
 * Attaches the gateways of a container to an Express application and its HTTP server, and binds the {@link GatewayHost}
 * in the container. Everything that is wrong with them is in one error; then nothing is left attached.
 *
 * ```ts
 * const gateways = attachGateways(app, httpServer, container);
 * httpServer.listen(3000);
 * ```
 *
 * @throws GatewayConfigurationError with all that is wrong with the gateways
 * @throws Error where a gateway cannot be resolved, or its `@OnGatewayInit` throws. One that is asynchronous is not
 *   awaited; if it fails, the logger says so.
 */
export function attachGateways(
  app: Application,
  httpServer: HttpServer,
  container: GatewayContainer,
  options: AttachOptions = {},
): GatewayHost {
  const attachment = new Attachment(app, httpServer, container, options);
  return attachment.undoneIfItThrows(() => {
    attachment.bind();
    attachment.resolve();
    attachment.open();
    attachment.init();
    return attachment.host;
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
  const attachment = new Attachment(app, httpServer, container, options);
  return attachment.undoneIfItThrows(async () => {
    attachment.bind();
    await attachment.resolveAsync();
    attachment.open();
    await attachment.initAsync();
    return attachment.host;
  });
}
