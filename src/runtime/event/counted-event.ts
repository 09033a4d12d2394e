import type { Server, Socket } from 'socket.io';
import { type CountedEvent, eventCounters, type Outcome } from '../../channels';
import type { Step } from '../handler/step';
import type { Watch } from '../trace';

/** An event that is counted, and of which nobody reads the message: it takes the time where that is counted, and no more. */
export class CountedWatch implements Watch, CountedEvent {
  readonly startedAt = performance.now();
  readonly durations: { queue?: number; handler?: number } = {};
  outcome: Outcome | undefined = undefined;
  code: number | undefined = undefined;
  readonly #socket: Socket;
  #step: Step['name'] | 'queue' = 'queue';
  #since = this.startedAt;
  #hasWaited = false;
  #isFinished = false;

  constructor(
    socket: Socket,
    readonly gateway: string | undefined,
    readonly event: string,
  ) {
    this.#socket = socket;
  }

  get server(): Server {
    return this.#socket.nsp.server;
  }

  waits(): void {
    this.#hasWaited = true;
  }

  enter({ name }: Step): void {
    if (this.#isFinished) return; // its time was up
    if (this.#step === 'queue' && !this.#hasWaited) this.durations.queue = 0;
    else if (name === 'handler' || this.#step === 'handler' || this.#step === 'queue') this.#endStep();
    this.#step = name;
  }

  failed(_step: Step, _error: unknown, outcome: Outcome, code: number): void {
    if (this.outcome !== undefined) return;
    this.outcome = outcome;
    this.code = code;
  }

  cancelled(): void {
    this.outcome ??= 'cancelled';
  }

  finish(): void {
    if (this.#isFinished) return;
    this.#isFinished = true;
    this.#endStep();
    // Its client may have left while its handler ran.
    this.outcome ??= this.#step === 'reply' && this.#socket.connected ? 'ok' : 'cancelled';
    for (const count of eventCounters) count(this, this.#since);
  }

  #endStep(): void {
    const now = performance.now();
    const { durations } = this;
    if (this.#step === 'queue') durations.queue = now - this.#since;
    else if (this.#step === 'handler') durations.handler = (durations.handler ?? 0) + now - this.#since;
    this.#since = now;
  }
}
