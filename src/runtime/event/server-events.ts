import type { Namespace } from 'socket.io';
import type { Log } from '../../log/log';
import type { NamespaceDefinition } from '../../registry/definitions';
import type { Instances } from '../handler/instances';
import { methodOfClass } from '../handler/method-call';
import type { HostLifecycle } from '../lifecycle';

type Listener = (...args: unknown[]) => void;

/** The listeners of a namespace for what other servers send: the methods with `@OnServerEvent`. */
export class ServerEvents {
  readonly #namespace: Namespace;
  readonly #listeners: (readonly [event: string, listener: Listener])[] = [];

  constructor(namespace: Namespace) {
    this.#namespace = namespace;
  }

  /** @throws TypeError where what is decorated is no method */
  subscribe({ gateways }: NamespaceDefinition, instances: Instances, { handlers }: HostLifecycle, logger: Log): void {
    for (const { gateway, method, label, serverEvents } of gateways.flatMap((each) => each.handlers)) {
      if (serverEvents.length === 0) continue;
      const call = methodOfClass(gateway, method, `${label} is decorated`, instances);
      for (const event of serverEvents) {
        const handle = async (args: unknown[]): Promise<void> => {
          const answer = typeof args.at(-1) === 'function' ? (args.pop() as (value: unknown) => void) : undefined;
          try {
            const result = await call(...args);
            answer?.(result);
          } catch (error) {
            logger.error(`${label} failed on the server event '${event}'`, { err: error });
          }
        };
        const listener: Listener = (...args) => handlers.track(handle(args));
        this.#namespace.on(event as 'connection', listener); // its types know socket.io's own events alone
        this.#listeners.push([event, listener]);
      }
    }
  }

  /** From now on nothing that other servers send is handled here. */
  unsubscribe(): void {
    for (const [event, listener] of this.#listeners.splice(0)) this.#namespace.off(event, listener);
  }
}
