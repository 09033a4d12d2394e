import { WebSocketException } from '../../errors';
import type { RunnableHandler } from '../handler/compile';
import { FILTERS, HANDLER, REPLY, type Step } from '../handler/step';
import type { Claim } from '../idempotency/claim';
import type { KeptAnswer } from '../idempotency/kept';
import type { PendingWork } from '../lifecycle';
import { type ContextClient, EventContext } from './event-context';
import type { Reply } from '../reply/reply';
import type { SlowWork } from './slow-work';

/** Thrown in place of a call whose client has left or whose time is up. */
const cancelled = new Error('The event was cancelled');

/**
 * One run of a handler for one client, from its arrival to its reply, and the one owner of its cancellation: it is
 * cancelled when its time is up, and it does not go on once its client has left.
 */
export class Invocation {
  readonly context: EventContext;
  /** Where it is: what throws there has decided. */
  step: Step = HANDLER;
  /** Of a request that is to run once: its answer ends it. */
  claim: Claim | undefined;
  #isCancelled = false;
  #isFinished = false;
  #isWatched = false;

  /**
   * @param pending counts it until its handler has finished, which after a timeout is later than its answer
   * @param reason why the client left, for the hooks of leaving
   */
  constructor(
    readonly handler: RunnableHandler,
    readonly client: ContextClient,
    event: string,
    args: readonly unknown[],
    readonly reply: Reply,
    readonly pending: PendingWork,
    readonly slowWork: SlowWork,
    reason?: string,
  ) {
    this.context = new EventContext(client, handler.definition, event, args, reason);
  }

  enter(step: Step): void {
    this.step = step;
    this.reply.watch?.enter(step);
  }

  /** It has begun, and may take long. */
  watch(): void {
    if (this.#isFinished) return;
    this.#isWatched = true;
    this.slowWork.watch(this);
  }

  /** From then on its client gets neither results nor errors. */
  get isCancelled(): boolean {
    return this.#isCancelled;
  }

  /** `true` while its next step, a guard or the handler, may begin. */
  mayContinue(): boolean {
    return !this.#isCancelled && this.reply.hasRecipient;
  }

  /** @throws a value that {@link fail} takes for no failure, where its next step may not begin */
  throwIfCancelled(): void {
    if (!this.mayContinue()) throw cancelled;
  }

  /** Ends it with an error: the client is told, and `context.signal` is aborted. Its handler may still run. */
  async cancel(error: Error): Promise<void> {
    if (this.#isCancelled) return;
    this.#isCancelled = true;
    this.context.abort(error);
    const { step } = this;
    await this.#filter(error, (seen) => this.reply.fail(seen, { thrown: error, step, args: this.context.args }));
  }

  /** Ends it as its client wants: it is answered with nothing, and `context.signal` is aborted. */
  stop(): void {
    if (this.#isCancelled) return;
    this.#isCancelled = true;
    this.context.abort(new Error('The client has ended the stream'));
    this.reply.end();
  }

  /** The handler may run: nobody else does. */
  hold(claim: Claim): void {
    this.claim = claim;
  }

  /** Gives the client the answer that its request had before. Filters have seen that. */
  repeat(answer: KeptAnswer): void {
    if ('error' in answer) {
      const { code, reason, disconnect } = answer.error;
      const error = new WebSocketException(code, reason, { disconnect });
      this.reply.fail(error, { thrown: error, step: this.step, args: this.context.args });
      return;
    }
    this.enter(REPLY);
    this.reply.repeat(answer.value);
  }

  /** Sends the handler's result, also where its client has left meanwhile: it may be for others. */
  send(result: unknown): void | Promise<void> {
    this.enter(REPLY);
    return this.#isCancelled && !this.claim ? undefined : this.reply.send(result, this);
  }

  /** Tells the client of an error; after cancelling it tells the logger alone. */
  async fail(error: unknown): Promise<void> {
    if (error === cancelled) return;
    const failure = { thrown: error, step: this.step, args: this.context.args };
    await this.#filter(error, async (seen) => {
      const { claim } = this;
      if (claim) await claim.end(this.reply.outcomeOf(seen), this.#isCancelled || this.context.isAborted);
      if (this.#isCancelled) this.reply.failLate(seen);
      else this.reply.fail(seen, failure);
    });
  }

  /** Its handler has finished. */
  finish(): void {
    this.#isFinished = true;
    if (this.#isWatched) this.slowWork.done(this);
    this.context.done();
    this.reply.watch?.finish();
    this.pending.end();
    this.client.connection.finished();
  }

  /** Through a callback: a promise of a hostile value, such as one with a `then` that throws, would fail. */
  async #filter(error: unknown, then: (seen: unknown) => void | Promise<void>): Promise<void> {
    const { applyFilters } = this.handler;
    if (applyFilters) this.enter(FILTERS);
    await then(applyFilters ? (await applyFilters(error, this.context)).seen : error);
  }
}
