import type { EventReply } from '../reply/reply';

/**
 * How an event ends, for those who have put themselves around its listener, such as the instrumentation of OpenTelemetry:
 * it is fulfilled when the event was answered, and rejected where it was answered with an error. Whoever throws that on
 * throws it to nobody: the client was told, and no rejection is left unhandled.
 */
export class EventOutcome implements PromiseLike<undefined> {
  readonly #reply: EventReply;
  readonly #answered: Promise<void>;

  constructor(reply: EventReply, answered: Promise<void>) {
    this.#reply = reply;
    this.#answered = answered;
  }

  then<Fulfilled = undefined, Rejected = never>(
    onFulfilled?: ((value: undefined) => Fulfilled | PromiseLike<Fulfilled>) | null,
    onRejected?: ((reason: unknown) => Rejected | PromiseLike<Rejected>) | null,
  ): PromiseLike<Fulfilled | Rejected> {
    const told = this.#answered.then(() => {
      const { failed } = this.#reply;
      if (!failed) return onFulfilled?.(undefined);
      // Node's `captureRejections` asks for failures alone, and would emit them to the client as `error`.
      return onFulfilled ? onRejected?.(failed.error) : undefined;
    });
    return told.catch(() => undefined) as Promise<Fulfilled | Rejected>; // nobody is told of what is missing
  }
}
