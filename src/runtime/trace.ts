import { type MessageTracingChannel, type Outcome, surrounds, type TracedMessage } from '../channels';
import type { Step } from './handler/step';

type Writable<Message> = { -readonly [Key in keyof Message]: Message[Key] };

/** What is told of an event or a connect on its way. */
export interface Watch {
  /**
   * Runs `work` in what subscribers have bound to the channel; absent where nobody can. Whoever knows of the end calls
   * {@link finish}.
   */
  begin?<Result>(work: () => Result): Result;
  /** It has to wait for others before its first step; absent where that is seen by the clock. */
  waits?(): void;
  /** A step begins, and the one before it has ended. */
  enter(step: Step): void;
  /** It is answered with an error. The first one counts. */
  failed(step: Step, error: unknown, outcome: Outcome, code: number): void;
  /** It is cancelled: its client has left, or wants no answer any more. */
  cancelled(step: Step): void;
  /** It has ended; once. */
  finish(): void;
}

/** Runs `work` for an event in what its subscribers have bound. */
export function within<Result>(watch: Watch | undefined, work: () => Result): Result {
  return watch?.begin ? watch.begin(work) : work();
}

/** An event or a connect that somebody watches: its message, and how long each of its steps takes. */
export class Trace<Message extends TracedMessage = TracedMessage> implements Watch {
  readonly message: Message;
  /** The message: it is written here, and read everywhere else. */
  readonly #written: Writable<TracedMessage>;
  readonly #channel: MessageTracingChannel<Message>;
  readonly #counters: Iterable<(message: Message, endedAt: number) => void>;
  #step: Step['name'] | 'queue' = 'queue';
  #since: number;
  #isFinished = false;

  /** @param message one that has just begun: each caller writes it down whole, as copies of objects cost every event */
  constructor(
    channel: MessageTracingChannel<Message>,
    message: Message,
    counters: Iterable<(message: Message, endedAt: number) => void> = [],
  ) {
    this.#channel = channel;
    this.#counters = counters;
    this.message = message;
    this.#written = message;
    this.#since = message.startedAt;
  }

  begin<Result>(work: () => Result): Result {
    const { start, end } = this.#channel;
    return start.runStores(this.message, () => {
      try {
        return surrounds.size === 0 ? work() : this.#surrounded(work)();
      } finally {
        end.publish(this.message);
      }
    });
  }

  #surrounded<Result>(work: () => Result): () => Result {
    const around = [...surrounds].filter(({ start }) => start === this.#channel.start);
    return around.reduce((inner, each) => () => each.run(this.message, inner), work);
  }

  enter({ name, by }: Step): void {
    if (this.#isFinished) return; // its time was up
    this.#endStep();
    this.#step = name;
    const isNearer = name === 'handler' || (name === 'interceptors' && this.#written.decidedBy?.step !== 'handler');
    if (isNearer && this.#written.outcome === undefined) this.#written.decidedBy = { step: name, name: by };
  }

  failed({ name, by }: Step, error: unknown, outcome: Outcome, code: number): void {
    if (this.#written.outcome !== undefined) return;
    Object.assign(this.#written, { outcome, code, error, decidedBy: { step: name, name: by } });
  }

  cancelled({ name, by }: Step): void {
    this.#written.outcome ??= 'cancelled';
    this.#written.decidedBy = { step: name, name: by };
  }

  /** @param outcome where nothing has failed */
  finish(outcome: Outcome = this.#isAnswered ? 'ok' : 'cancelled'): void {
    if (this.#isFinished) return;
    this.#isFinished = true;
    this.#endStep();
    this.#written.outcome ??= outcome;
    const { error, asyncStart, asyncEnd } = this.#channel;
    if ('error' in this.message) error.publish(this.message);
    asyncStart.publish(this.message);
    asyncEnd.publish(this.message);
    for (const count of this.#counters) count(this.message, this.#since);
  }

  get #isAnswered(): boolean {
    return this.#step === 'reply' && this.message.socket.connected; // its client may have left while its handler ran
  }

  #endStep(): void {
    const now = performance.now();
    const { durations } = this.#written;
    durations[this.#step] = (durations[this.#step] ?? 0) + now - this.#since;
    this.#since = now;
  }
}
