import { AsyncResource } from 'node:async_hooks';
import type { GatewayContext } from '../../context';
import type { Log } from '../../log/log';
import { quoted } from '../../log/printable';
import type { Step } from '../handler/step';

/** How often it is looked, in milliseconds. What was there the last time already is slow. */
const INTERVAL_MS = 5_000;

/** An event that runs, or a check of a client at connect. */
interface Work {
  readonly step: Step;
  readonly context: GatewayContext;
}

/**
 * Warns of guards and handlers that do not end: their clients wait, and nothing else says so. One timer for all of them,
 * and none while nothing runs.
 */
export class SlowWork {
  readonly #log: Log;
  #fresh = new Set<Work>();
  #old = new Set<Work>();
  #timer: NodeJS.Timeout | undefined;
  /** In no event's context: a timer keeps its own, and with it the client that came first. */
  readonly #startTimer = AsyncResource.bind(() => setInterval(this.#look, INTERVAL_MS).unref());

  constructor(log: Log) {
    this.#log = log;
  }

  /** Pair it with {@link done}. */
  watch(work: Work): void {
    this.#fresh.add(work);
    this.#timer ??= this.#startTimer();
  }

  done(work: Work): void {
    if (!this.#fresh.delete(work)) this.#old.delete(work);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  readonly #look = (): void => {
    if (this.#fresh.size + this.#old.size === 0) this.stop();
    for (const work of this.#old) this.#warn(work);
    this.#old = this.#fresh;
    this.#fresh = new Set();
  };

  /** Once: it is forgotten then. A stream takes as long as it takes. */
  #warn({ step, context }: Work): void {
    if (step.name === 'reply') return;
    const what =
      step.name === 'guards' ? `The guard ${String(step.by)} has not answered` : `${labelOf(context)} has not finished`;
    const where = step.name === 'guards' || step.name === 'handler' ? '' : `; it is in its ${step.name}`;
    this.#log.warn(`${what} ${quoted(context.event)} for ${INTERVAL_MS / 1_000} seconds${where}`, {
      gateway: context.gateway.name,
      handler: labelOf(context),
      namespace: context.namespace.name,
      event: context.event,
      sid: context.sid,
      address: context.environment.address,
    });
  }
}

function labelOf({ gateway, handler }: GatewayContext): string {
  return `${gateway.name}.${String(handler)}`;
}
