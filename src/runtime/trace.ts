import { type MessageTracingChannel, type Outcome, surrounds, type TracedMessage } from '../channels';
import type { Step } from './handler/step';

type Writable<Message> = { -readonly [Key in keyof Message]: Message[Key] };

/** An event or a connect that somebody watches: its message, and how long each of its steps takes. */
export class Trace<Message extends TracedMessage = TracedMessage> {
  readonly message: Message;
  /** The message: it is written here, and read everywhere else. */
  readonly #written: Writable<TracedMessage>;
  readonly #channel: MessageTracingChannel<Message>;
  #step: Step['name'] | 'queue' = 'queue';
  #since: number;

  /** @param message one that has just begun: each caller writes it down whole, as copies of objects cost every event */
  constructor(channel: MessageTracingChannel<Message>, message: Message) {
    this.#channel = channel;
    this.message = message;
    this.#written = message;
    this.#since = message.startedAt;
  }

  /** Runs `work` in what subscribers have bound to the channel, and tells them of its end. It must not reject. */
  around(work: () => Promise<void>): Promise<void> {
    return this.begin(() => work().then(() => this.finish()));
  }

  /** {@link around}, where whoever knows of the end calls {@link finish}. */
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
    const around = [...surrounds].filter(({ channel }) => channel === this.#channel);
    return around.reduce((inner, each) => () => each.run(this.message, inner), work);
  }

  /** A step begins, and the one before it has ended. */
  enter({ name, by }: Step): void {
    this.#endStep();
    this.#step = name;
    const isNearer = name === 'handler' || (name === 'interceptors' && this.#written.decidedBy?.step !== 'handler');
    if (isNearer && this.#written.outcome === undefined) this.#written.decidedBy = { step: name, name: by };
  }

  /** It is answered with an error. The first one counts. */
  failed({ name, by }: Step, error: unknown, outcome: Outcome, code: number): void {
    if (this.#written.outcome !== undefined) return;
    Object.assign(this.#written, { outcome, code, error, decidedBy: { step: name, name: by } });
  }

  /** It is cancelled: its client has left, or wants no answer any more. */
  cancelled({ name, by }: Step): void {
    this.#written.outcome ??= 'cancelled';
    this.#written.decidedBy = { step: name, name: by };
  }

  /** @param outcome where nothing has failed */
  finish(outcome: Outcome = this.#isAnswered ? 'ok' : 'cancelled'): void {
    this.#endStep();
    this.#written.outcome ??= outcome;
    const { error, asyncStart, asyncEnd } = this.#channel;
    if ('error' in this.message) error.publish(this.message);
    asyncStart.publish(this.message);
    asyncEnd.publish(this.message);
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
