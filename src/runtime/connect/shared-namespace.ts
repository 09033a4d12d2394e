import type { Namespace, Socket } from 'socket.io';
import type { Log } from '../../log/log';
import type { HostLifecycle } from '../lifecycle';

/** The hosts with gateways in a namespace. */
const hostsIn = new WeakMap<Namespace, Set<SharedNamespace>>();

/** A namespace in a socket.io server of the application, where that may have handlers of its own, and other hosts theirs. */
export class SharedNamespace {
  readonly #namespace: Namespace;
  readonly #logger: Log;
  readonly #lifecycle: Pick<HostLifecycle, 'closing'>;
  /** The clients that this host knows. */
  #peers: ReadonlyMap<Socket, unknown> = new Map();
  /** Events that were told of: each once. */
  readonly #told = new Set<string>();

  constructor(namespace: Namespace, logger: Log, lifecycle: Pick<HostLifecycle, 'closing'>) {
    this.#namespace = namespace;
    this.#logger = logger;
    this.#lifecycle = lifecycle;
  }

  /** This host listens to `connection` now, once. */
  join(peers: ReadonlyMap<Socket, unknown>): void {
    this.#peers = peers;
    hostsIn.set(this.#namespace, this.#hosts.add(this));
  }

  /** It does not listen any more. */
  leave(): void {
    this.#hosts.delete(this);
  }

  /** The application takes clients here, too, or another host does. */
  get hasOthers(): boolean {
    return this.#listeners > 1; // one is that of the gateways
  }

  /** This host closes, and others take the clients that come now: it does not get to know them. */
  get isLeftToOthers(): boolean {
    if (!this.#lifecycle.closing) return false;
    return this.#isApplications || [...this.#hosts].some((host) => !host.#lifecycle.closing);
  }

  /** This host has left: somebody else has handlers for a client of it. */
  isServedElsewhere(socket: Socket): boolean {
    return this.#isApplications || [...this.#hosts].some((host) => host.#peers.has(socket));
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

  get #hosts(): Set<SharedNamespace> {
    return hostsIn.get(this.#namespace) ?? new Set();
  }

  get #isApplications(): boolean {
    return this.#listeners > this.#hosts.size;
  }

  get #listeners(): number {
    return this.#namespace.listenerCount('connection') + this.#namespace.listenerCount('connect');
  }
}
