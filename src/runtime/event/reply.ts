import type { Socket } from 'socket.io';
import type { GatewayContext } from '../../context';
import type { Settings } from '../../contract/settings';
import type { ErrorPayload } from '../../errors';
import { WsResponse } from '../../response';
import { internalError, reportFailure } from './failure';
import { assertSendable, emit, emitItem, emitOnce, emitResponse } from './send';
import { isAsyncIterable, stream } from './stream';

export type Ack = (...args: unknown[]) => void;

/** The part of an invocation that a stream needs. */
interface StreamRun {
  readonly context: Pick<GatewayContext, 'signal'>;
  readonly isCancelled: boolean;
}

/** Takes the result of a handler, or its error, to the client. */
export interface Reply {
  /** Whether there still is a client to run a handler for. */
  readonly hasRecipient: boolean;
  /** The acknowledgement, if the client asked for one, for a handler to call: it never throws. */
  readonly ack: Ack | undefined;
  send(result: unknown, run: StreamRun): void | Promise<void>;
  /** Tells of an error. Never throws. */
  fail(error: unknown): void;
  /** Takes an error that comes after the client was told of a timeout. */
  failLate(error: unknown): void;
}

/**
 * The reply to an event. An acknowledgement that was asked for is answered exactly once on every path: socket.io drops a
 * second answer.
 */
export class EventReply implements Reply {
  readonly #acknowledgement: Ack | undefined;
  readonly #answersItself: boolean;

  /**
   * @param label `Class.method`, for the logger
   * @param answersItself whether the method took the acknowledgement with `@WsAck()`
   */
  constructor(
    protected readonly socket: Socket,
    protected readonly event: string,
    protected readonly label: string,
    protected readonly settings: Settings,
    acknowledgement?: Ack,
    answersItself = false,
  ) {
    this.#acknowledgement = acknowledgement;
    this.#answersItself = answersItself;
  }

  get hasRecipient(): boolean {
    return this.socket.connected;
  }

  get ack(): Ack | undefined {
    const acknowledgement = this.#acknowledgement;
    if (!acknowledgement) return undefined;
    return (...args) => {
      try {
        acknowledgement(...args);
      } catch (error) {
        this.fail(error);
      }
    };
  }

  send(result: unknown, run: StreamRun): void | Promise<void> {
    if (isAsyncIterable(result)) return this.#stream(result, run);
    if (WsResponse.is(result)) {
      emitResponse(this.socket, result);
      this.#acknowledge(result.data);
      return;
    }
    if (result !== undefined && !this.#acknowledgement) emit(this.socket, this.event, result);
    this.#acknowledge(result);
  }

  fail(error: unknown): void {
    const { payload, disconnect } = reportFailure(error, this.event, this.label, this.settings);
    if (!this.socket.connected) return;
    try {
      this.#sendError(payload);
    } catch (unsendable) {
      this.settings.logger.error(`${this.label} threw an exception that cannot be sent`, unsendable);
      this.#sendInternalError();
    }
    if (disconnect) this.socket.disconnect();
  }

  failLate(error: unknown): void {
    this.settings.logger.debug(`${this.label} failed after it had timed out`, error);
  }

  async #stream(source: AsyncIterable<unknown>, run: StreamRun): Promise<void> {
    const last = await stream(source, this.socket.conn, run.context.signal, (item) => {
      emitItem(this.socket, this.event, item, this.settings);
    });
    if (run.isCancelled) return;
    if (WsResponse.is(last)) emitResponse(this.socket, last);
    this.#acknowledge(WsResponse.is(last) ? last.data : last);
  }

  #acknowledge(value: unknown): void {
    if (!this.#acknowledgement || (this.#answersItself && value === undefined)) return;
    assertSendable(value);
    const values = value === undefined ? [] : [value];
    this.#acknowledgement(...(this.settings.acks === 'errorFirst' ? [null, ...values] : values));
  }

  #sendError(payload: ErrorPayload): void {
    const { acks, errorEvent } = this.settings;
    if (!this.#acknowledgement || errorEvent === 'always') emitOnce(this.socket, 'error', payload, this.settings);
    this.#acknowledgement?.(acks === 'errorFirst' ? payload : { error: payload });
  }

  /** What fails here is not the exception, but what stands around: a listener for outgoing events, an adapter. */
  #sendInternalError(): void {
    try {
      this.#sendError(internalError(this.event));
    } catch (error) {
      this.settings.logger.error(`${this.label} failed, and its client could not be told`, error);
    }
  }
}

/** The reply of `@OnConnected`: its client may get a response, and is disconnected where the hook throws. */
export class ConnectReply extends EventReply {
  override get hasRecipient(): boolean {
    return true; // the hooks of leaving follow it, and expect that it has run
  }

  override send(result: unknown): void {
    if (WsResponse.is(result)) emitResponse(this.socket, result);
  }

  override fail(error: unknown): void {
    super.fail(error);
    this.socket.disconnect();
  }
}

/** The reply of the hooks of a client that leaves: others may get a response; errors go to the logger alone. */
export class LeaveReply extends EventReply {
  override get hasRecipient(): boolean {
    return true;
  }

  override send(result: unknown): void {
    if (WsResponse.is(result) && result.to !== 'client') emitResponse(this.socket, result);
  }

  override fail(error: unknown): void {
    this.settings.logger.error(`${this.label} failed on '${this.event}'`, error);
  }
}
