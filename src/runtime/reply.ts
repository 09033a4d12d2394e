import type { Socket } from 'socket.io';
import type { GatewayContext } from '../context';
import { internalError, judge, type ErrorPayload } from '../errors';
import { WsResponse } from '../ws-response';
import type { Settings } from './settings';
import { isAsyncIterable, stream } from './stream';

export type Ack = (...args: unknown[]) => void;

/** Where the result of a handler goes, or its error. */
export interface Reply {
  /** Whether there is still someone to run a handler for. */
  isOpen(): boolean;
  /** The acknowledgement, if the client asked for one, for a handler to call: it never throws. */
  readonly ack: Ack | undefined;
  send(result: unknown, context: GatewayContext): void | Promise<void>;
  /** Never throws. */
  fail(error: unknown): void;
  /** From now on nothing is sent but the error that is given to what this returns. */
  close(): (error: unknown) => void;
}

/** Answers an event: an acknowledgement that was asked for is answered exactly once, whatever happens. */
export class EventReply implements Reply {
  #answered = false;
  #closed = false;

  constructor(
    private readonly socket: Socket,
    private readonly event: string,
    /** What handles the event, for the logger. */
    private readonly label: string,
    private readonly settings: Settings,
    private readonly acknowledgement?: Ack,
    /** The method took the acknowledgement with `@WsAck()`. */
    private readonly answersItself = false,
  ) {}

  get ack(): Ack | undefined {
    if (!this.acknowledgement) return undefined;
    return (...args) => {
      try {
        this.#answer(args);
      } catch (error) {
        this.fail(error);
      }
    };
  }

  isOpen(): boolean {
    return !this.#closed && this.socket.connected;
  }

  close(): (error: unknown) => void {
    this.#closed = true;
    return (error) => this.#refuse(error);
  }

  send(result: unknown, context: GatewayContext): void | Promise<void> {
    if (this.#closed) return;
    if (isAsyncIterable(result)) return this.#stream(result, context);
    if (WsResponse.is(result)) {
      emitResponse(this.socket, result, this.settings);
      this.#acknowledge(result.data);
      return;
    }
    if (result !== undefined && !this.acknowledgement) emit(this.socket, this.event, result, this.settings);
    this.#acknowledge(result);
  }

  fail(error: unknown): void {
    if (this.#closed) this.settings.logger.debug(`${this.label} failed after it had timed out`, error);
    else this.#refuse(error);
  }

  #refuse(error: unknown): void {
    const { wire, expected, disconnect } = judge(error, this.event, this.settings.exposeErrors);
    logFailure(this.settings, this.label, wire, expected, error);
    if (!this.socket.connected) return;
    try {
      this.#sendError(wire);
    } catch (unsendable) {
      this.settings.logger.error(`${this.label} threw an exception that cannot be sent`, unsendable);
      this.#sendInternalError();
    }
    if (disconnect) this.socket.disconnect();
  }

  async #stream(source: AsyncIterable<unknown>, context: GatewayContext): Promise<void> {
    const last = await stream(source, this.socket, context.signal, (item) => {
      if (this.#closed) return;
      if (WsResponse.is(item)) emitResponse(this.socket, item, this.settings);
      else emit(this.socket, this.event, item, this.settings);
    });
    if (this.#closed) return;
    if (WsResponse.is(last)) emitResponse(this.socket, last, this.settings);
    this.#acknowledge(WsResponse.is(last) ? last.data : last);
  }

  #acknowledge(value: unknown): void {
    if (!this.acknowledgement || (this.answersItself && value === undefined)) return;
    assertSendable(value);
    const values = value === undefined ? [] : [value];
    this.#answer(this.settings.acks === 'errorFirst' ? [null, ...values] : values);
  }

  #sendError(wire: ErrorPayload): void {
    emit(this.socket, 'error', wire, this.settings);
    this.#answer([this.settings.acks === 'errorFirst' ? wire : { error: wire }]);
  }

  /** What fails here is not the exception, but what stands around: a listener for outgoing events, an adapter. */
  #sendInternalError(): void {
    try {
      this.#sendError(internalError(this.event));
    } catch (error) {
      this.settings.logger.error(`${this.label} failed, and its client could not be told`, error);
    }
  }

  #answer(args: unknown[]): void {
    if (!this.acknowledgement || this.#answered) return;
    this.acknowledgement(...args);
    this.#answered = true; // only now: arguments that cannot be serialised throw, and the error is still to be sent
  }
}

/** The reply of `@OnConnected`: its client may get a response, and goes if it throws. */
export class ConnectReply implements Reply {
  #isOpen = true;
  readonly ack = undefined;
  readonly #reply: EventReply;

  constructor(
    private readonly socket: Socket,
    label: string,
    private readonly settings: Settings,
  ) {
    this.#reply = new EventReply(socket, 'connect', label, settings);
  }

  isOpen(): boolean {
    return this.#isOpen;
  }

  close(): (error: unknown) => void {
    this.#isOpen = false;
    return (error) => this.#refuse(error);
  }

  send(result: unknown): void {
    if (this.#isOpen && WsResponse.is(result)) emitResponse(this.socket, result, this.settings);
  }

  fail(error: unknown): void {
    if (this.#isOpen) this.#refuse(error);
  }

  #refuse(error: unknown): void {
    this.#reply.fail(error);
    this.socket.disconnect();
  }
}

/** The reply of the hooks for a client that leaves: others may get a response; errors concern the logger alone. */
export class LeaveReply implements Reply {
  #isOpen = true;
  readonly ack = undefined;

  constructor(
    private readonly socket: Socket,
    private readonly event: string,
    private readonly label: string,
    private readonly settings: Settings,
  ) {}

  isOpen(): boolean {
    return this.#isOpen;
  }

  close(): (error: unknown) => void {
    this.#isOpen = false;
    return (error) => this.#refuse(error);
  }

  send(result: unknown): void {
    if (this.#isOpen && WsResponse.is(result) && result.to !== 'client')
      emitResponse(this.socket, result, this.settings);
  }

  fail(error: unknown): void {
    if (this.#isOpen) this.#refuse(error);
  }

  #refuse(error: unknown): void {
    this.settings.logger.error(`${this.label} failed on '${this.event}'`, error);
  }
}

function logFailure(settings: Settings, label: string, wire: ErrorPayload, expected: boolean, error: unknown): void {
  const event = JSON.stringify(wire.event); // it may be a client's, and hold line breaks
  if (expected) settings.logger.debug(`${label} answered ${event} with ${wire.code}`, error);
  else settings.logger.error(`${label} failed on ${event}`, error);
}

function emitResponse(socket: Socket, { to, event, data }: WsResponse, settings: Settings): void {
  if (to === 'client') emit(socket, event, data, settings);
  else if (to === 'namespace') emit(socket.nsp, event, data, settings);
  else if (to.length > 0) emit(socket.nsp.to([...to]), event, data, settings); // for socket.io no room is everyone
}

function emit(target: Pick<Socket, 'emit'>, event: string, data: unknown, { sessionMs }: Settings): void {
  assertSendable(data);
  // An adapter that can recover sessions stores a packet before it is encoded; one that cannot be encoded would fail
  // again, uncaught, when it is resent.
  if (sessionMs > 0) JSON.stringify(data);
  if (data === undefined) target.emit(event);
  else target.emit(event, data);
}

/** socket.io takes a function for a callback, and drops a symbol. */
function assertSendable(value: unknown): void {
  if (typeof value === 'function' || typeof value === 'symbol') {
    throw new TypeError(`A ${typeof value} cannot be sent to a client`);
  }
}
