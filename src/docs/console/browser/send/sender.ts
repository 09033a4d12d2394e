import type { Socket } from 'socket.io-client';
import { GatewayError } from '../../../../client/gateway-error';
import { stream } from '../../../../client/stream';
import type { ContractModel, EventModel } from '../../../model/model';
import type { Connection } from '../connections/connection';
import type { DryRun } from '../dry-run/dry-run';
import { type ErrorAnswer, errorIn } from '../form/mistakes';
import type { Timeline } from '../timeline/timeline';
import type { Why } from '../../../why/why';
import type { WhyFeed } from '../why/why-feed';

export interface SendOptions {
  readonly acknowledge: boolean;
  readonly timeoutMs: number;
  readonly volatile: boolean;
  /** Its method is a generator: items come before the answer. */
  readonly streams: boolean;
}

/** What came of an event that was sent. */
export interface Outcome {
  readonly entry: number;
  readonly connection: string;
  readonly phase: 'waiting' | 'answered' | 'failed' | 'silent' | 'cancelled' | 'sent';
  /** Why there is no answer. */
  readonly silence?: string;
  readonly ms?: number;
  readonly answer?: readonly unknown[];
  readonly error?: ErrorAnswer;
  /** Nothing was sent. */
  readonly dryRun?: DryRun;
  /** Items come before the answer, and it can be ended. */
  readonly streams?: boolean;
  /** Items of a stream so far. */
  readonly items: number;
  readonly why?: Why;
}

/** What an event that waits for its answer came to. */
type Ending = Pick<Outcome, 'phase' | 'silence' | 'error' | 'answer'> & { readonly args: readonly unknown[] };

const CANCELLED: Ending = { phase: 'cancelled', args: [] };

/** Sends events, and puts them and their answers into the timeline. */
export class Sender {
  readonly #timeline: Timeline;
  readonly #acks: ContractModel['acks'];
  readonly #whys: WhyFeed;
  /** By the id of the entry that is not answered yet, what gives it up. */
  readonly #pending = new Map<number, () => void>();

  constructor(timeline: Timeline, acks: ContractModel['acks'], whys: WhyFeed) {
    this.#timeline = timeline;
    this.#acks = acks;
    this.#whys = whys;
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
      ...(streams && { streams }),
    };
    const change = (changes: Partial<Outcome>): void => {
      outcome = { ...outcome, ...changes };
      onOutcome(outcome);
    };
    onOutcome(outcome);
    if (acknowledge || !volatile) {
      this.#whys.expect(socket, name, acknowledge && !streams, (why) => {
        this.#timeline.change(entry.id, { why });
        change({ why });
      });
    }
    const end = ({ args: told, ...ending }: Ending): void => {
      if (!this.#pending.delete(entry.id)) return; // it was given up
      const ms = performance.now() - start;
      this.#timeline.endStream(entry.id);
      const { id } = this.#timeline.add({
        connection: connection.label,
        kind: ['answered', 'cancelled'].includes(ending.phase) ? 'answer' : 'error',
        name:
          ending.phase === 'cancelled' ? `${name}: cancelled` : ending.phase === 'silent' ? `${name}: no answer` : name,
        args: told,
        ms,
        answers: entry.id,
      });
      this.#timeline.change(entry.id, { isWaiting: false, ms, answeredBy: id });
      change({ ...ending, ms });
    };

    if (!acknowledge) {
      this.#hearErrors(connection, name, timeoutMs, (error) => {
        if (outcome.phase === 'sent') change({ phase: 'failed', error });
      });
      (volatile ? socket.volatile : socket).emit(name, ...args);
    } else if (streams) {
      const reading = new AbortController();
      this.#pending.set(entry.id, () => reading.abort(CANCELLED));
      const onItem = (item: unknown): void => {
        this.#timeline.addItem(entry.id, [item]);
        change({ items: outcome.items + 1 });
      };
      void this.#read(socket, name, args, timeoutMs, reading, onItem).then(end);
    } else {
      this.#pending.set(entry.id, () => end(CANCELLED));
      const flagged = volatile ? socket.volatile : socket;
      flagged.timeout(timeoutMs).emit(name, ...args, (failure: Error | null, ...answer: unknown[]) => {
        end(failure ? silent(whyNoAnswer(failure, timeoutMs)) : this.#endingOf(answer));
      });
    }
  }

  /** Gives up what was sent and is not answered yet: a stream ends at the server, too. */
  cancel(id: number): void {
    this.#pending.get(id)?.();
  }

  /** Reads a stream to its end; it ends, too, where the server gives nothing for so long. */
  async #read(
    socket: Socket,
    name: string,
    args: readonly unknown[],
    timeoutMs: number,
    reading: AbortController,
    onItem: (item: unknown) => void,
  ): Promise<Ending> {
    let timer = 0;
    const wait = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => reading.abort(noAnswerWithin(timeoutMs)), timeoutMs);
    };
    try {
      const items = stream({ socket, signal: reading.signal, acks: this.#acks }, name, ...args);
      for (;;) {
        wait();
        const { done, value } = await items.next();
        if (done) return { phase: 'answered', answer: [value], args: [value] };
        onItem(value);
      }
    } catch (error) {
      if (error === CANCELLED) return CANCELLED;
      if (!(error instanceof GatewayError)) return silent(whyNoAnswer(error, timeoutMs));
      const { code, reason, event } = error;
      const told = { code, reason, event };
      return { phase: 'failed', error: told, args: [this.#acks === 'errorFirst' ? told : { error: told }] };
    } finally {
      clearTimeout(timer);
    }
  }

  /** Without an acknowledgement, the error event is all that tells of a failure; it names the event. */
  #hearErrors(connection: Connection, name: string, forMs: number, onError: (error: ErrorAnswer) => void): void {
    const take = (event: string, [first]: readonly unknown[]): boolean => {
      const error = event === 'error' ? errorIn(first) : undefined;
      if (error?.event === name) onError(error);
      return false;
    };
    connection.incoming.add(take);
    setTimeout(() => connection.incoming.delete(take), forMs);
  }

  #endingOf(answer: readonly unknown[]): Ending {
    const error = this.#errorIn(answer);
    if (error) return { phase: 'failed', error, args: answer };
    return { phase: 'answered', answer: this.#acks === 'errorFirst' ? answer.slice(1) : answer, args: answer };
  }

  /** The error of an acknowledgement: `{ error }`, which is all it holds, or its first argument. */
  #errorIn([first]: readonly unknown[]): ErrorAnswer | undefined {
    if (this.#acks === 'errorFirst') return errorIn(first);
    if (typeof first !== 'object' || first === null || !('error' in first)) return undefined;
    return Object.keys(first).length === 1 ? errorIn(first.error) : undefined;
  }
}

function silent(silence: string): Ending {
  return { phase: 'silent', silence, args: [silence] };
}

function noAnswerWithin(ms: number): string {
  return `No answer within ${ms} ms`;
}

/** @param failure of socket.io-client, or a sentence of our own */
function whyNoAnswer(failure: unknown, timeoutMs: number): string {
  if (typeof failure === 'string') return failure;
  return failure instanceof Error && /disconnected/.test(failure.message)
    ? 'The connection was lost before it was answered'
    : noAnswerWithin(timeoutMs);
}

/** An event that may be sent, or the name that was typed for `@OnUnknownEvent`. */
export function nameOf({ any, event }: EventModel, typed: string): string {
  return any ? typed : event;
}
