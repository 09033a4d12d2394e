import type { EventReply } from '../reply/reply';

/**
 * What the listener of an event returns. socket.io ignores it; instrumentations that wrap listeners, such as that of
 * OpenTelemetry, await it. It is fulfilled when the event was answered, and rejected where the answer is an error. It never
 * becomes an unhandled rejection: the client was told already.
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
