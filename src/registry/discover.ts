import type { GatewayContainer, Newable } from '../container';
import { decoratedGateways, gatewayOptions } from '../decorators/metadata';
import { quoted } from '../log/printable';
import type { GatewayRegistry } from './definitions';
import { GatewayConfigurationError, type Problems } from './problems';

/** The names that a message lists; a process of many tests has decorated many classes. */
const SHOWN_NAMES = 10;

/** The gateways of a container. */
export interface DiscoveredGateways {
  readonly gateways: readonly Newable[];
  /** Says which decorated classes are bound neither here nor in a parent; empty where all are, or gateways were listed. */
  readonly unbound: string;
}

/**
 * Finds the gateways of a container: those listed, or every decorated class that is bound in it or in a parent.
 *
 * @throws GatewayConfigurationError where there are none
 */
export function discoverGateways(
  container: GatewayContainer,
  listed: readonly Newable[] | undefined,
  problems: Problems,
): DiscoveredGateways {
  if (listed) return { gateways: onlyGateways(listed, problems), unbound: '' };
  const decorated = decoratedGateways();
  const gateways = decorated.filter((gateway) => container.isBound(gateway));
  const unbound = missing(decorated.filter((gateway) => !container.isBound(gateway)));
  if (gateways.length > 0) return { gateways, unbound };
  throw new GatewayConfigurationError([
    `attachGateways: the container holds no gateway${unbound && `; ${unbound}`}; expected a class with ` +
      '@WebSocketGateway() that is bound: container.bind(ChatGateway).toSelf().inSingletonScope()',
  ]);
}

function missing(classes: readonly Newable[]): string {
  if (classes.length === 0) return '';
  const names = classes.slice(0, SHOWN_NAMES).map(({ name }) => name);
  if (classes.length > SHOWN_NAMES) names.push(`${classes.length - SHOWN_NAMES} more`);
  return `decorated, but not bound in the container: ${names.join(', ')}`;
}

function onlyGateways(listed: readonly Newable[], problems: Problems): readonly Newable[] {
  if (listed.length === 0) {
    throw new GatewayConfigurationError([
      'options.gateways: is empty; expected a class that is decorated with @WebSocketGateway()',
    ]);
  }
  return [...new Set(listed)].filter((gateway) => {
    if (typeof gateway !== 'function') {
      problems.add('options.gateways', `found ${String(gateway)}; expected classes (does an import cycle hide one?)`);
      return false;
    }
    if (gatewayOptions(gateway).length === 0) {
      problems.add(gateway.name, 'is listed in options.gateways and not decorated; expected @WebSocketGateway() on it');
      return false;
    }
    return true;
  });
}

/** Says what was attached, for the log, a line each, and what could have been. */
export function summary({ gateways }: GatewayRegistry, unbound: string): readonly string[] {
  const attached = gateways.map(({ gateway, path, namespace, handlers }) => {
    const events = handlers.flatMap((handler) => handler.events);
    const handled = events.length > 0 ? `handles ${events.map(quoted).join(', ')}` : 'handles no events';
    return `Attached ${gateway.name}: path ${path}, namespace ${String(namespace)}, ${handled}`;
  });
  return unbound ? [...attached, `Not attached: ${unbound}`] : attached;
}

/** Binds the classes that are not bound yet, as singletons. */
export function bindUnbound(container: GatewayContainer, gateways: readonly Newable[]): void {
  for (const gateway of gateways) {
    if (!container.isBound(gateway)) container.bind(gateway).toSelf().inSingletonScope();
  }
}
