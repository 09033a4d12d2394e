import { MAX_TIMER_MS, NotAnswered } from './answer.ts';
import { GatewayError } from './gateway-error.ts';

/** Codes that ask a client to try again: 'going away', 'service restart' and 'try again later'. */
const TRY_AGAIN: readonly number[] = [1001, 1012, 1013];
/** The first pause between two tries, and the longest, in milliseconds. */
const [MIN_PAUSE_MS, MAX_PAUSE_MS] = [100, 3_000];
/** The time of one try, as a part of the time of all, and where that has no end. */
const [TRY_PART, TRY_MS] = [1 / 3, 10_000];
/** No try begins with less, or than half the time of one: it would turn a refusal into an answer that never came. */
const MIN_TRY_MS = 1_000;

/** 128 random bits: nobody guesses the id of another, and no two requests have the same. */
export function newRequestId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * Tries until there is an answer, with pauses that double, each by chance up to a half shorter, so that clients that were
 * cut at the same time do not all come back at once.
 *
 * @param waitMs the time of all tries
 * @param attempt one try; it gets its time in milliseconds
 * @throws what the last try has failed with, where that is an answer; else an Error that names the time
 */
export async function untilAnswered<Answer>(
  event: string,
  waitMs: number,
  signal: AbortSignal | undefined,
  attempt: (timeoutMs: number) => Promise<Answer>,
): Promise<Answer> {
  const deadline = performance.now() + waitMs;
  const tryMs = waitMs === Infinity ? TRY_MS : waitMs * TRY_PART;
  const minTryMs = Math.min(MIN_TRY_MS, tryMs / 2);
  const left = (): number => deadline - performance.now();
  for (
    let longest = MIN_PAUSE_MS;
    ;
    longest = Math.max(MIN_PAUSE_MS, Math.min(2 * longest, MAX_PAUSE_MS, left() / 2))
  ) {
    let failure: Error;
    try {
      return await attempt(Math.max(1, Math.min(tryMs, left())));
    } catch (error) {
      if (!mayTryAgain(error)) throw error;
      failure = error;
    }
    const pauseMs = Math.max(longest * (1 - Math.random() / 2), retryAfterMs(failure));
    if (pauseMs + minTryMs >= left()) {
      if (failure instanceof GatewayError) throw failure;
      throw new Error(`'${event}' was not answered within ${waitMs} ms`, { cause: failure });
    }
    await pause(pauseMs, signal);
  }
}

function mayTryAgain(error: unknown): error is Error {
  return error instanceof NotAnswered || (error instanceof GatewayError && TRY_AGAIN.includes(error.code));
}

/** What the gateway asked to wait, as a refusal by a rate limit does. */
function retryAfterMs(failure: Error): number {
  const reason = failure instanceof GatewayError ? failure.reason : undefined;
  if (typeof reason !== 'object' || reason === null || !('retryAfterMs' in reason)) return 0;
  const { retryAfterMs: ms } = reason;
  return typeof ms === 'number' && ms > 0 ? ms : 0;
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      clearTimeout(timer);
      reject(signal?.reason as Error); // an AbortError unless the caller chose another
    };
    const timer = setTimeout(
      () => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      },
      Math.min(ms, MAX_TIMER_MS),
    );
    if (signal?.aborted) onAbort();
    else signal?.addEventListener('abort', onAbort);
  });
}
