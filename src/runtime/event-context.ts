import type { Socket } from 'socket.io';
import type { Newable } from '../container';
import type { Environment, GatewayContext } from '../context';
import type { HandlerDefinition } from '../registry/definitions';

/** A client as the context of its events sees it. */
export interface Client {
  readonly socket: Socket;
  readonly environment: Environment;
  user: unknown;
  /** Aborted when the client leaves or the host closes, unless it is released before. */
  aborter(): AbortController;
  release(aborter: AbortController): void;
}

/** The context of one event. What it can, it takes from the client; the rest is made when asked for. */
export class EventContext implements GatewayContext {
  #aborter: AbortController | undefined;
  /** Why, where it was aborted before anyone asked for the signal. */
  #aborted: Error | undefined;

  constructor(
    private readonly client: Client,
    private readonly definition: Pick<HandlerDefinition, 'gateway' | 'method'>,
    readonly event: string,
    readonly args: readonly unknown[],
    readonly reason: string | undefined,
  ) {}

  get socket(): Socket {
    return this.client.socket;
  }

  get server(): Socket['nsp']['server'] {
    return this.client.socket.nsp.server;
  }

  get namespace(): Socket['nsp'] {
    return this.client.socket.nsp;
  }

  get sid(): string {
    return this.client.socket.id;
  }

  get environment(): Environment {
    return this.client.environment;
  }

  get message(): unknown {
    return this.args[0];
  }

  get gateway(): Newable {
    return this.definition.gateway;
  }

  get handler(): string | symbol {
    return this.definition.method;
  }

  get user(): unknown {
    return this.client.user;
  }

  set user(user: unknown) {
    this.client.user = user;
  }

  get signal(): AbortSignal {
    if (!this.#aborter) {
      this.#aborter = this.client.aborter();
      if (this.#aborted) this.#aborter.abort(this.#aborted);
    }
    return this.#aborter.signal;
  }

  abort(reason: Error): void {
    this.#aborter?.abort(reason);
    this.#aborted = reason;
  }

  /** The handler is done: its signal need not be aborted any more. */
  done(): void {
    if (this.#aborter) this.client.release(this.#aborter);
  }
}
