import type { Namespace, Server, Socket } from 'socket.io';
import type { Newable } from '../../container';
import type { Environment, ReportingContext } from '../../context';
import { namespaceParameters } from '../connect/environment';

/** The user that a hook runs for, where, and whose hook it is. */
export interface UserEvent {
  readonly event: 'online' | 'offline';
  readonly key: string;
  readonly namespace: Namespace;
  /** The name of the namespace, and the pattern that it is of. */
  readonly name: string;
  readonly pattern: RegExp | undefined;
  readonly gateway: Newable;
  readonly handler: string | symbol;
  readonly label: string;
}

/**
 * The context of `@OnUserOnline` and `@OnUserOffline`. They are about a user, who may have no client on this node, or none
 * at all: what belongs to a client is an error.
 */
export class UserContext implements ReportingContext {
  readonly #of: UserEvent;
  readonly #controller = new AbortController();
  readonly #onError: (message: string, error: unknown) => void;

  constructor(of: UserEvent, onError: (message: string, error: unknown) => void) {
    this.#of = of;
    this.#onError = onError;
  }

  get server(): Server {
    return this.#of.namespace.server;
  }

  get namespace(): Namespace {
    return this.#of.namespace;
  }

  get event(): string {
    return this.#of.event;
  }

  /** The user's key. */
  get message(): string {
    return this.#of.key;
  }

  get args(): readonly [string] {
    return [this.#of.key];
  }

  get gateway(): Newable {
    return this.#of.gateway;
  }

  get handler(): string | symbol {
    return this.#of.handler;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get reason(): undefined {
    return undefined;
  }

  /** It has the parameters of the namespace, and nothing that comes from a handshake. */
  get environment(): Environment {
    const params = namespaceParameters(this.#of.name, this.#of.pattern);
    return new Proxy({ params } as Environment, {
      get: (environment, property, self) =>
        property === 'params' || typeof property === 'symbol'
          ? (Reflect.get(environment, property, self) as unknown)
          : this.#refuse(`environment.${property}`),
    });
  }

  get socket(): Socket {
    return this.#refuse('socket');
  }

  get sid(): string {
    return this.#refuse('sid');
  }

  get user(): unknown {
    return this.#refuse('user');
  }

  set user(_user: unknown) {
    this.#refuse('user');
  }

  abort(reason: Error): void {
    this.#controller.abort(reason);
  }

  callbackFailed(error: unknown): void {
    this.#onError(`${this.#of.label} failed in the callback of an acknowledgement`, error);
  }

  #refuse(member: string): never {
    throw new Error(
      `${this.#of.label}: context.${member} is that of a client, and this hook is for a user, who may have none here; ` +
        "expected the user's key, which is the argument of the method, or context.namespace",
    );
  }
}
