import type { EventReply } from '../reply/reply';
import type { Step } from '../handler/step';
import { within } from '../trace';

/** Why they are dropped. */
const NOT_CONNECTED: Step = { name: 'handler', by: '@OnConnected' };

interface PendingEvent {
  readonly reply: EventReply;
  readonly start: () => Promise<void>;
  readonly done: (work?: Promise<void>) => void;
}

/** The events that wait for the `@OnConnected` of their client, in order. */
export class PendingEvents {
  readonly #events: PendingEvent[] = [];

  get length(): number {
    return this.#events.length;
  }

  /** Resolves when it has run, or was dropped. */
  push(reply: EventReply, start: () => Promise<void>): Promise<void> {
    reply.watch?.waits?.();
    return new Promise((resolve) => this.#events.push({ reply, start, done: resolve }));
  }

  /** Starts them. */
  release(): void {
    for (const { start, done } of this.#events.splice(0)) done(start());
  }

  /** Their client is not there any more: nobody is answered. */
  drop(): void {
    for (const { reply, done } of this.#events.splice(0)) {
      const { watch } = reply;
      within(watch, () => {
        watch?.cancelled(NOT_CONNECTED);
        watch?.finish();
      });
      done();
    }
  }
}
