import { randomUUID } from 'node:crypto';
import { CLAIM_MS, MAX_KEPT_ANSWER_BYTES, STORE_TIMEOUT_MS } from '../../contract/defaults';
import { WsStatus } from '../../errors';
import type { IdempotencyStore } from '../../idempotency/store';
import type { Log } from '../../log/log';
import type { ErrorOutcome } from '../reply/failure';
import { type KeptAnswer, writeAnswer, writeClaim } from './kept';

/** What a request is kept by. */
export interface ClaimedRequest {
  readonly store: IdempotencyStore;
  readonly key: string;
  readonly fingerprint: string;
  readonly windowMs: number;
  /** `Class.method`, for the log. */
  readonly label: string;
  readonly logger: Log;
}

/** Codes that say to try again: they are no answers. `/client` knows the same. */
const TRY_AGAIN: readonly number[] = [WsStatus.GOING_AWAY, WsStatus.SERVICE_RESTART, WsStatus.TRY_AGAIN_LATER];

/**
 * The right to run a request, which one server has at a time. It is renewed while the request runs; where its server is
 * gone, or cannot reach the store, it ends after `CLAIM_MS`.
 */
export class Claim {
  readonly #request: ClaimedRequest;
  readonly #value: string;
  #renewing: NodeJS.Timeout | undefined;
  #hasEnded = false;

  constructor(request: ClaimedRequest) {
    this.#request = request;
    this.#value = writeClaim(request.fingerprint, randomUUID());
  }

  /**
   * Gives what is there already, or `undefined` where the claim is taken now: {@link keep} or {@link release} ends it. A
   * client of Redis that has lost its connection may send a command again that was done: then this claim is there already.
   *
   * @throws where the store is away, or this server has stood still since it asked: the claim may be over
   */
  async take(): Promise<string | undefined> {
    const { store, key } = this.#request;
    const asked = performance.now();
    const taking = store
      .putIfAbsent(key, this.#value, CLAIM_MS)
      .then((there) => (there === this.#value ? undefined : there));
    const found = await inStoreTime(taking, () => {
      taking.then((late) => (late === undefined ? this.release() : undefined)).catch(() => undefined); // its failure was told
    });
    // The answer may have waited for this server, and is handled before the timer that came first.
    if (found === undefined && performance.now() - asked > STORE_TIMEOUT_MS) {
      await this.release();
      throw tooLate();
    }
    if (found === undefined) this.#renewing = setInterval(() => void this.#renew(), CLAIM_MS / 3).unref();
    return found;
  }

  /** It ends with an answer, which repeats get. Never rejects where the answer can be serialised. */
  async keep(answer: KeptAnswer): Promise<void> {
    const { store, key, fingerprint, windowMs } = this.#request;
    const written = writeAnswer(fingerprint, answer);
    const kept =
      Buffer.byteLength(written) > MAX_KEPT_ANSWER_BYTES ? writeAnswer(fingerprint, ANSWER_TOO_LONG) : written;
    this.#stop();
    await this.#try('keep its answer', async () => {
      // It may have ended, where this server was held up: nobody's answer is overwritten then.
      if (!(await store.replace(key, this.#value, kept, windowMs))) await store.putIfAbsent(key, kept, windowMs);
    });
  }

  /**
   * It ends with an error, where that is an answer, or without one where it says to try again.
   *
   * @param isAborted what runs was asked to stop: an unexpected error comes of that, and says nothing of the request
   */
  async end({ payload: { code, reason }, expected, disconnect }: ErrorOutcome, isAborted: boolean): Promise<void> {
    const isFinal = expected ? !TRY_AGAIN.includes(code) : !isAborted;
    if (!isFinal) return this.release();
    try {
      await this.keep({ error: { code, reason, disconnect } });
    } catch {
      // A reason that cannot be serialised is told as a fault of the application.
      await this.keep({ error: { code: WsStatus.INTERNAL_ERROR, reason: 'Something went wrong', disconnect } });
    }
  }

  /** It ends without an answer, where it has none: the request may be started again. Never rejects. */
  async release(): Promise<void> {
    if (this.#hasEnded) return;
    const { store, key } = this.#request;
    this.#stop();
    await this.#try('give its request back', () => store.remove(key, this.#value));
  }

  #stop(): void {
    this.#hasEnded = true;
    clearInterval(this.#renewing);
    this.#renewing = undefined;
  }

  async #renew(): Promise<void> {
    const { store, key } = this.#request;
    await this.#try('renew its claim', async () => {
      const isThere = await store.replace(key, this.#value, this.#value, CLAIM_MS);
      if (!isThere && !this.#hasEnded) await store.putIfAbsent(key, this.#value, CLAIM_MS);
    });
  }

  async #try(what: string, work: () => Promise<unknown>): Promise<void> {
    const { label, logger } = this.#request;
    try {
      await inStoreTime(work());
    } catch (err) {
      logger.error(`${label} could not ${what}: a repeat may run it again`, { err });
    }
  }
}

const ANSWER_TOO_LONG: KeptAnswer = {
  error: {
    code: WsStatus.MESSAGE_TOO_BIG,
    reason: 'It was done; its answer was too long to be kept',
    disconnect: false,
  },
};

/**
 * The result of a store that has it in time.
 *
 * @param onLate is called where it has not
 * @throws Error where the time is up
 */
async function inStoreTime<Result>(work: Promise<Result>, onLate = (): void => undefined): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const passed = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      onLate();
      reject(tooLate());
    }, STORE_TIMEOUT_MS);
  });
  try {
    return await Promise.race([work, passed]);
  } finally {
    clearTimeout(timer);
  }
}

function tooLate(): Error {
  return new Error(`The store of answers has not answered within ${STORE_TIMEOUT_MS} ms`);
}
