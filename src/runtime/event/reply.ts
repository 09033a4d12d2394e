import type { Socket } from 'socket.io';
import type { GatewayContext } from '../../context';
import type { Settings } from '../../contract/settings';
import type { ErrorPayload } from '../../errors';
import { WsResponse } from '../../response';
import { internalError, reportFailure } from './failure';
import type { AnswerCheck } from './outgoing';
import { assertSendable, emit, emitItem, emitOnce, emitResponse } from './send';
import { isAsyncIterable, stream } from './stream';

export type Ack = (...args: unknown[]) => void;

/** The part of an invocation that a stream needs. */
interface StreamRun {
  readonly context: Pick<GatewayContext, 'signal'>;
  readonly isCancelled: boolean;
}

/** The part of a handler that its answers need. */
interface AnsweringHandler {
  /** It took the acknowledgement with `@WsAck()`. */
  readonly answersItself: boolean;
  readonly checkAnswer: AnswerCheck | undefined;
}

/** Takes the result of a handler, or its error, to the client. */
export interface Reply {
  /** Whether there still is a client to run a handler for. */
  readonly hasRecipient: boolean;
  /** The acknowledgement, if the client asked for one, for a handler to call: it never throws. */
  readonly ack: Ack | undefined;
  /** The id of the stream that the client reads, if it reads one. */
  readonly streamId?: number | undefined;
  send(result: unknown, run: StreamRun): void | Promise<void>;
  /** Tells of an error. Never throws. */
  fail(error: unknown): void;
  /** Answers with nothing: the client does not want the result any more. */
  end(): void;
  /** Takes an error that comes after the client was told of a timeout. */
  failLate(error: unknown): void;
}

/**
 * The reply to an event. An acknowledgement that was asked for is answered exactly once on every path: socket.io drops a
 * second answer.
 */
export class EventReply implements Reply {
  readonly #acknowledgement: Ack | undefined;
  readonly #handler: AnsweringHandler | undefined;

  /**
   * @param label `Class.method`, for the logger
   * @param streamId of a client that reads the event as a stream
   */
  constructor(
    protected readonly socket: Socket,
    protected readonly event: string,
    protected readonly label: string,
    protected readonly settings: Settings,
    acknowledgement?: Ack,
    handler?: AnsweringHandler,
    readonly streamId?: number,
  ) {
    this.#acknowledgement = acknowledgement;
    this.#handler = handler;
  }

  get hasRecipient(): boolean {
    return this.socket.connected;
  }

  get ack(): Ack | undefined {
    const acknowledgement = this.#acknowledgement;
    if (!acknowledgement) return undefined;
    return (...args) => {
      try {
        this.#checkOwnAnswer(args);
        acknowledgement(...args);
      } catch (error) {
        this.fail(error);
      }
    };
  }

  send(result: unknown, run: StreamRun): void | Promise<void> {
    if (isAsyncIterable(result)) return this.#stream(result, run);
    this.#checkAnswer(result);
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

  end(): void {
    this.#acknowledgement?.(...(this.settings.acks === 'errorFirst' ? [null] : []));
  }

  failLate(error: unknown): void {
    this.settings.logger.debug(`${this.label} failed after it had timed out`, error);
  }

  async #stream(source: AsyncIterable<unknown>, run: StreamRun): Promise<void> {
    const last = await stream(source, this.socket.conn, run.context.signal, (item) => {
      emitItem(this.socket, this.event, item, this.settings, this.streamId);
    });
    if (run.isCancelled) return;
    this.#checkAnswer(last);
    if (WsResponse.is(last)) emitResponse(this.socket, last);
    this.#acknowledge(WsResponse.is(last) ? last.data : last);
  }

  /** Before anything is sent: the value that its client gets, in the acknowledgement or as an event of the same name. */
  #checkAnswer(result: unknown): void {
    const check = this.#handler?.checkAnswer;
    if (!check || this.#leavesAnswer(result)) return;
    if (this.#acknowledgement) check(WsResponse.is(result) ? result.data : result);
    else if (result !== undefined && !WsResponse.is(result)) check(result);
  }

  /** Of a method that answers itself: all arguments of its acknowledgement. */
  #checkOwnAnswer(args: readonly unknown[]): void {
    const [error, value] = this.settings.acks === 'errorFirst' ? args : [null, args[0]];
    if (error === null || error === undefined) this.#handler?.checkAnswer?.(value);
  }

  /** The method answers by itself, with the acknowledgement that it took. */
  #leavesAnswer(result: unknown): boolean {
    return result === undefined && this.#handler?.answersItself === true;
  }

  #acknowledge(value: unknown): void {
    if (!this.#acknowledgement || this.#leavesAnswer(value)) return;
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
