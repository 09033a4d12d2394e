import type { GatewayContainer, Newable } from '../container';
import { decoratedGateways, gatewayOptions } from '../decorators/metadata';
import { GatewayConfigurationError, type Problems } from './problems';

/**
 * Finds the gateways of a container: those listed, or every decorated class that is bound in it or in a parent.
 *
 * @throws GatewayConfigurationError where there are none
 */
export function discoverGateways(
  container: GatewayContainer,
  listed: readonly Newable[] | undefined,
  problems: Problems,
): readonly Newable[] {
  const candidates = listed
    ? [...new Set(listed)]
    : decoratedGateways().filter((gateway) => container.isBound(gateway));
  if (candidates.length === 0) {
    throw new GatewayConfigurationError([
      'The container holds no gateway: decorate a class with @WebSocketGateway and bind it, ' +
        'container.bind(EventGateway).toSelf().inSingletonScope()',
    ]);
  }
  return candidates.filter((gateway) => {
    if (typeof gateway !== 'function') {
      problems.add('options.gateways', `found ${String(gateway)}; expected classes (does an import cycle hide one?)`);
      return false;
    }
    if (gatewayOptions(gateway).length === 0) {
      problems.add(gateway.name, 'is not decorated with @WebSocketGateway');
      return false;
    }
    return true;
  });
}

/** Binds the classes that are not bound yet, as singletons. */
export function bindUnbound(container: GatewayContainer, gateways: readonly Newable[]): void {
  for (const gateway of gateways) {
    if (!container.isBound(gateway)) container.bind(gateway).toSelf().inSingletonScope();
  }
}
