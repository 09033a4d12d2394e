import type { Newable, Provider } from '../container';
import type { Hook } from '../metadata';
import type { GatewayRegistry } from '../registry/definitions';

/** A hook of a gateway itself, on the object that was resolved while attaching. */
export interface GatewayHook {
  readonly gateway: Newable;
  readonly label: string;
  readonly run: (...args: unknown[]) => unknown;
}

/** The methods with `@OnGatewayInit` or `@OnGatewayClose`, in the order of the registry. */
export function gatewayHooks(
  registry: GatewayRegistry,
  providers: ReadonlyMap<Newable, Provider<object>>,
  hook: Extract<Hook, 'gatewayInit' | 'gatewayClose'>,
): readonly GatewayHook[] {
  return registry.gateways.flatMap(({ gateway, handlers }) =>
    handlers
      .filter(({ hooks }) => hooks.includes(hook))
      .map(({ label, method }) => ({
        gateway,
        label,
        run: (...args) => {
          const instance = providers.get(gateway)?.first as Record<string | symbol, GatewayHook['run']>;
          return instance[method]?.(...args);
        },
      })),
  );
}
