import type { Socket } from 'socket.io';
import type { Newable } from '../../container';
import type { Environment, ReportingContext } from '../../context';
import type { Connection } from '../../engine/connections';
import type { Log } from '../../log/log';
import type { HandlerDefinition } from '../../registry/definitions';
import { shortName } from '../../validation/answer/issues';
import type { AbortGroup } from '../connect/abort-group';

/** A client as the context of its events sees it. */
export interface ContextClient {
  readonly socket: Socket;
  readonly connection: Connection;
  readonly environment: Environment;
  user: unknown;
  readonly logger: Log;
  /** Controllers that are aborted when the client leaves or the host closes. */
  readonly aborts: AbortGroup;
}

/** The context of one event. What it can, it takes from the client; the rest is made when it is asked for. */
export class EventContext implements ReportingContext {
  readonly #client: ContextClient;
  readonly #definition: Pick<HandlerDefinition, 'gateway' | 'method'>;
  #user: unknown;
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
    this.#user = client.user;
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

  /** As it was when the event began, unless it was set here: others that run beside it do not change it. */
  get user(): unknown {
    return this.#user;
  }

  set user(user: unknown) {
    this.#user = user;
    this.#client.user = user;
  }

  get signal(): AbortSignal {
    if (!this.#controller) {
      this.#controller = this.#client.aborts.controller();
      if (this.#abortedBy) this.#controller.abort(this.#abortedBy);
    }
    return this.#controller.signal;
  }

  /** Whoever runs was asked to stop, and has asked for the signal that says so. */
  get isAborted(): boolean {
    return this.#controller?.signal.aborted ?? false;
  }

  abort(reason: Error): void {
    this.#controller?.abort(reason);
    this.#abortedBy = reason;
  }

  callbackFailed(error: unknown): void {
    const label = `${this.gateway.name}.${String(this.handler)}`;
    const name = JSON.stringify(shortName(this.event)); // it may be a client's, and hold line breaks
    this.#client.logger.error(`${label} failed on ${name}, in the callback of an acknowledgement`, { err: error });
  }

  /** The handler has finished: its signal need not be aborted any more. */
  done(): void {
    if (this.#controller) this.#client.aborts.release(this.#controller);
  }
}
