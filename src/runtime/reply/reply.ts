import type { Socket } from 'socket.io';
import type { GatewayContext } from '../../context';
import type { Settings } from '../../contract/settings';
import type { ErrorPayload } from '../../errors';
import type { HandlerDefinition } from '../../registry/definitions';
import { WsResponse } from '../../response';
import {
  type ErrorOutcome,
  type FailedEvent,
  type Failure,
  internalError,
  reportFailure,
  toErrorOutcome,
} from './failure';
import { REPLY } from '../handler/step';
import type { Claim } from '../idempotency/claim';
import type { Watch } from '../trace';
import type { AnswerCheck } from './outgoing';
import { assertSendable, emit, emitItem, emitOnce, emitResponse } from './send';
import { isAsyncIterable, stream } from './stream';

export type Ack = (...args: unknown[]) => void;

/** The part of an invocation that its reply needs. */
interface ReplyRun {
  readonly context: Pick<GatewayContext, 'signal'>;
  readonly isCancelled: boolean;
  /** Of a request that is to run once: the answer is kept before it is sent. */
  readonly claim: Pick<Claim, 'keep'> | undefined;
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
  /** The id of the request, if its client may send it again. */
  readonly requestId?: string | undefined;
  send(result: unknown, run: ReplyRun): void | Promise<void>;
  /** Where somebody watches the event. */
  readonly watch?: Watch | undefined;
  /**
   * Tells of an error. Never throws.
   *
   * @param failure what was thrown before filters have seen it, and where
   */
  fail(error: unknown, failure?: Failure): void;
  /** What would be told of an error. */
  outcomeOf(error: unknown): ErrorOutcome;
  /** Answers with the value of an earlier answer: what was emitted with it is not emitted again. */
  repeat(value: unknown): void;
  /** Answers with nothing: the client does not want the result any more. */
  end(): void;
  /** Takes an error that comes after the client was told of a timeout. */
  failLate(error: unknown): void;
}

/**
 * The reply to an event. An acknowledgement that was asked for is answered exactly once on every path: socket.io drops a
 * second answer.
 */
export class EventReply implements Reply, FailedEvent {
  /** What the client was told of first; the error is boxed, as it may be anything. */
  failed: { readonly error: unknown; readonly code: number; readonly expected: boolean } | undefined;
  readonly label: string;
  readonly gateway: HandlerDefinition['gateway'] | undefined;
  readonly #acknowledgement: Ack | undefined;
  readonly #handler: AnsweringHandler | undefined;

  /**
   * @param about the handler, for the logger; its label is `Class.method`
   * @param streamId of a client that reads the event as a stream
   */
  constructor(
    readonly socket: Socket,
    readonly event: string,
    about: Pick<HandlerDefinition, 'label'> & Partial<Pick<HandlerDefinition, 'gateway'>>,
    protected readonly settings: Settings,
    acknowledgement?: Ack,
    handler?: AnsweringHandler,
    readonly streamId?: number,
    readonly watch?: Watch,
    readonly requestId?: string,
  ) {
    this.label = about.label;
    this.gateway = about.gateway;
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

  send(result: unknown, run: ReplyRun): void | Promise<void> {
    const { claim } = run;
    if (isAsyncIterable(result)) {
      if (claim) throw new TypeError(`${this.label} is @Idempotent and gives a stream; expected an answer to keep`);
      return this.#stream(result, run);
    }
    this.#checkAnswer(result);
    const value = WsResponse.is(result) ? result.data : result;
    if (WsResponse.is(result)) {
      // One that was cancelled is sent for the others alone: its client was told otherwise.
      if (!run.isCancelled || result.to !== 'client') emitResponse(this.socket, result);
    } else if (value !== undefined && !this.#acknowledgement) emit(this.socket, this.event, value);
    if (claim) {
      assertSendable(value);
      return claim.keep({ value }).then(() => this.#acknowledge(value));
    }
    this.#acknowledge(value);
    return undefined;
  }

  outcomeOf(error: unknown): ErrorOutcome {
    return toErrorOutcome(error, this.event, this.settings.exposeErrors);
  }

  repeat(value: unknown): void {
    this.#acknowledge(value);
  }

  fail(error: unknown, failure: Failure = { thrown: error, step: REPLY, args: [] }): void {
    const { payload, expected, disconnect } = reportFailure(error, failure, this, this.settings);
    const { code } = payload;
    this.failed ??= { error, code, expected };
    this.watch?.failed(failure.step, failure.thrown, expected ? 'refused' : 'failed', code);
    this.watch?.enter(REPLY);
    if (!this.socket.connected) return;
    try {
      this.#sendError(payload);
    } catch (unsendable) {
      this.settings.logger.error(`${this.label} threw an exception that cannot be sent`, { err: unsendable });
      this.#sendInternalError();
    }
    if (disconnect) this.socket.disconnect();
  }

  end(): void {
    this.#acknowledgement?.(...(this.settings.acks === 'errorFirst' ? [null] : []));
  }

  failLate(error: unknown): void {
    this.settings.logger.debug(`${this.label} failed after it had timed out`, { err: error });
  }

  async #stream(source: AsyncIterable<unknown>, run: ReplyRun): Promise<void> {
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

  /** What fails here is not the exception that is sent, but a listener for outgoing events, or an adapter. */
  #sendInternalError(): void {
    try {
      this.#sendError(internalError(this.event));
    } catch (error) {
      this.settings.logger.error(`${this.label} failed, and its client could not be told`, { err: error });
    }
  }
}
