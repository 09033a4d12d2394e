import type { Namespace } from 'socket.io';
import type { HandlerDefinition } from '../registry/definitions';
import { callable } from './callable';
import type { NamespaceHandlers } from './namespace-handlers';
import type { Resources } from './resources';

/** Subscribes methods with `@OnServerEvent` to what other servers send. */
export function subscribeServerEvents(
  namespace: Namespace,
  { definition, settings, activity }: Pick<NamespaceHandlers, 'definition' | 'settings' | 'activity'>,
  resources: Resources,
): void {
  const handle = async (
    { gateway, method, label }: HandlerDefinition,
    event: string,
    args: unknown[],
  ): Promise<void> => {
    const answer = typeof args.at(-1) === 'function' ? (args.pop() as (value: unknown) => void) : undefined;
    activity.handlers.begin();
    try {
      const result = await callable(gateway, method, (target) => resources.provider(target))(...args);
      answer?.(result);
    } catch (error) {
      settings.logger.error(`${label} failed on the server event '${event}'`, error);
    } finally {
      activity.handlers.end();
    }
  };
  for (const handler of definition.gateways.flatMap(({ handlers }) => handlers)) {
    for (const event of handler.serverEvents) {
      namespace.on(event as 'connection', (...args: unknown[]) => void handle(handler, event, args)); // any name will do
    }
  }
}
