import type { Socket } from 'socket.io';
import type { Newable } from '../../container';
import type { Environment, GatewayContext } from '../../context';
import type { Connection } from '../../engine/connections';
import type { HandlerDefinition } from '../../registry/definitions';
import type { AbortGroup } from '../connect/abort-group';

/** A client as the context of its events sees it. */
export interface ContextClient {
  readonly socket: Socket;
  readonly connection: Connection;
  readonly environment: Environment;
  user: unknown;
  /** Controllers that are aborted when the client leaves or the host closes. */
  readonly aborts: AbortGroup;
}

/** The context of one event. What it can, it takes from the client; the rest is made when it is asked for. */
export class EventContext implements GatewayContext {
  readonly #client: ContextClient;
  readonly #definition: Pick<HandlerDefinition, 'gateway' | 'method'>;
  /** Made when the signal is first asked for. */
  #controller: AbortController | undefined;
  /** The reason, where it was aborted before its signal was asked for. */
  #abortedBy: Error | undefined;

  /** @param definition the gateway and the method that it is for */
  constructor(
    client: ContextClient,
    definition: Pick<HandlerDefinition, 'gateway' | 'method'>,
    readonly event: string,
    readonly args: readonly unknown[],
    readonly reason: string | undefined,
  ) {
    this.#client = client;
    this.#definition = definition;
  }

  get socket(): Socket {
    return this.#client.socket;
  }

  get server(): Socket['nsp']['server'] {
    return this.#client.socket.nsp.server;
  }

  get namespace(): Socket['nsp'] {
    return this.#client.socket.nsp;
  }

  get sid(): string {
    return this.#client.socket.id;
  }

  get environment(): Environment {
    return this.#client.environment;
  }

  get message(): unknown {
    return this.args[0];
  }

  get gateway(): Newable {
    return this.#definition.gateway;
  }

  get handler(): string | symbol {
    return this.#definition.method;
  }

  get user(): unknown {
    return this.#client.user;
  }

  set user(user: unknown) {
    this.#client.user = user;
  }

  get signal(): AbortSignal {
    if (!this.#controller) {
      this.#controller = this.#client.aborts.controller();
      if (this.#abortedBy) this.#controller.abort(this.#abortedBy);
    }
    return this.#controller.signal;
  }

  abort(reason: Error): void {
    this.#controller?.abort(reason);
    this.#abortedBy = reason;
  }

  /** The handler has finished: its signal need not be aborted any more. */
  done(): void {
    if (this.#controller) this.#client.aborts.release(this.#controller);
  }
}
