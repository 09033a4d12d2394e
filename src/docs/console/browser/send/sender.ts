import type { ContractModel, EventModel } from '../../../model/model';
import type { Connection } from '../connections/connection';
import { type ErrorAnswer, errorIn } from '../form/mistakes';
import type { Timeline } from '../timeline/timeline';

export interface SendOptions {
  readonly acknowledge: boolean;
  readonly timeoutMs: number;
  readonly volatile: boolean;
  /** Events of the same name that come before the answer are its items. */
  readonly streams: boolean;
}

/** What came of an event that was sent. */
export interface Outcome {
  readonly entry: number;
  readonly connection: string;
  readonly phase: 'waiting' | 'answered' | 'failed' | 'silent' | 'sent';
  /** Why there is no answer. */
  readonly silence?: string;
  readonly ms?: number;
  readonly answer?: readonly unknown[];
  readonly error?: ErrorAnswer;
  /** Items of a stream so far. */
  readonly items: number;
}

/** Sends events, and puts them and their answers into the timeline. */
export class Sender {
  readonly #timeline: Timeline;
  readonly #acks: ContractModel['acks'];
  readonly #cancelled = new Set<number>();
  /** What is not answered yet, by the id of its entry. */
  readonly #pending = new Map<number, Connection>();

  constructor(timeline: Timeline, acks: ContractModel['acks']) {
    this.#timeline = timeline;
    this.#acks = acks;
  }

  /** @param onOutcome gets the outcome whenever it changes */
  send(
    connection: Connection,
    name: string,
    args: readonly unknown[],
    { acknowledge, timeoutMs, volatile, streams }: SendOptions,
    onOutcome: (outcome: Outcome) => void,
  ): void {
    const { socket } = connection;
    if (!socket) return;
    const entry = this.#timeline.add({
      connection: connection.label,
      kind: 'sent',
      name,
      args,
      ...(acknowledge && { isWaiting: true }),
    });
    const start = performance.now();
    let outcome: Outcome = {
      entry: entry.id,
      connection: connection.settings.name,
      phase: acknowledge ? 'waiting' : 'sent',
      items: 0,
    };
    const change = (changes: Partial<Outcome>): void => {
      outcome = { ...outcome, ...changes };
      onOutcome(outcome);
    };
    onOutcome(outcome);

    const take = (event: string, received: readonly unknown[]): boolean => {
      if (event === name && streams && acknowledge) {
        this.#timeline.addItem(entry.id, received);
        change({ items: outcome.items + 1 });
        return true;
      }
      const error = event === 'error' ? errorIn(received[0]) : undefined;
      // Without an acknowledgement, the error event is all that tells of a failure; it names the event.
      if (error?.event === name && !acknowledge && outcome.phase === 'sent') change({ phase: 'failed', error });
      return false;
    };
    connection.incoming.add(take);
    const flagged = volatile ? socket.volatile : socket;
    if (!acknowledge) {
      flagged.emit(name, ...args);
      setTimeout(() => connection.incoming.delete(take), timeoutMs);
      return;
    }
    this.#pending.set(entry.id, connection);
    flagged.timeout(timeoutMs).emit(name, ...args, (failure: Error | null, ...answer: unknown[]) => {
      const ms = performance.now() - start;
      connection.incoming.delete(take);
      this.#pending.delete(entry.id);
      this.#timeline.endStream(entry.id);
      const silence = failure && this.#whyNoAnswer(entry.id, failure, timeoutMs);
      const error = failure ? undefined : this.#errorIn(answer);
      const answered = this.#timeline.add({
        connection: connection.label,
        kind: failure || error ? 'error' : 'answer',
        name: failure ? `${name}: no answer` : name,
        args: silence ? [silence] : answer,
        ms,
        answers: entry.id,
      });
      this.#timeline.change(entry.id, { isWaiting: false, ms, answeredBy: answered.id });
      if (silence) change({ phase: 'silent', ms, silence });
      else if (error) change({ phase: 'failed', ms, error });
      else change({ phase: 'answered', ms, answer: this.#acks === 'errorFirst' ? answer.slice(1) : answer });
    });
  }

  /**
   * Ends what was sent and is not answered yet, a stream above all: the client connects again, and the server stops what a
   * client that has left had asked for.
   */
  cancel(id: number): void {
    const connection = this.#pending.get(id);
    if (!connection) return;
    this.#cancelled.add(id);
    connection.reconnect();
  }

  #whyNoAnswer(id: number, { message }: Error, timeoutMs: number): string {
    if (this.#cancelled.delete(id)) return 'Cancelled';
    return /disconnected/.test(message)
      ? 'The connection was lost before it was answered'
      : `No answer within ${timeoutMs} ms`;
  }

  /** The error of an acknowledgement: `{ error }`, which is all it holds, or its first argument. */
  #errorIn([first]: readonly unknown[]): ErrorAnswer | undefined {
    if (this.#acks === 'errorFirst') return errorIn(first);
    if (typeof first !== 'object' || first === null || !('error' in first)) return undefined;
    return Object.keys(first).length === 1 ? errorIn(first.error) : undefined;
  }
}

/** An event that may be sent, or the name that was typed for `@OnUnknownEvent`. */
export function nameOf({ any, event }: EventModel, typed: string): string {
  return any ? typed : event;
}
