import type { Namespace } from 'socket.io';
import type { Log } from '../../log/log';

/** A namespace in a socket.io server of the application, where that may have handlers of its own. */
export class SharedNamespace {
  readonly #namespace: Namespace;
  readonly #logger: Log;
  /** Events that were told of: each once. */
  readonly #told = new Set<string>();

  constructor(namespace: Namespace, logger: Log) {
    this.#namespace = namespace;
    this.#logger = logger;
  }

  /** The application takes clients here, too. */
  get hasOthers(): boolean {
    const count = this.#namespace.listenerCount('connection') + this.#namespace.listenerCount('connect');
    return count > 1; // one is that of the gateways
  }

  /** An event that a gateway handles has a listener of the application as well. */
  handledTwice(event: string, label: string): void {
    if (this.#told.has(event)) return;
    this.#told.add(event);
    this.#logger.warn(
      `The event '${event}' of ${this.#namespace.name} is handled by ${label} and by a listener of the application: ` +
        'the first answer counts',
    );
  }
}
