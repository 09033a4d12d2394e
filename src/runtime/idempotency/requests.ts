import { inspect } from 'node:util';
import { setTimeout as pause } from 'node:timers/promises';
import type { GatewayContainer } from '../../container';
import type { GatewayContext } from '../../context';
import type { Settings } from '../../contract/settings';
import { WebSocketException, WsStatus } from '../../errors';
import { MemoryIdempotencyStore } from '../../idempotency/memory-store';
import {
  DEFAULT_WAIT_MS,
  DEFAULT_WINDOW_MS,
  EXPECTED_STORE,
  type IdempotentOptions,
  isStore,
} from '../../idempotency/options';
import type { IdempotencyStore } from '../../idempotency/store';
import { quoted } from '../../log/printable';
import type { Step } from '../handler/step';
import { Claim } from './claim';
import { fingerprintOf, keyOf } from './fingerprint';
import { type KeptAnswer, type KeptRequest, readKept } from './kept';

/** The part of an invocation that a request needs. */
export interface RequestRun {
  readonly context: GatewayContext;
  enter(step: Step): void;
  /** @throws where the handler may not start any more */
  throwIfCancelled(): void;
  /** The handler may run; the claim ends with its answer. */
  hold(claim: Claim): void;
  /** It was answered before. */
  repeat(answer: KeptAnswer): void;
}

/** Resolves to whether the handler is to run; else the request has been answered. */
export type BeginRequest = (run: RequestRun, id: string) => Promise<boolean>;

/** For the log and the channels it is what it is like: an interceptor around all others. */
const IDEMPOTENT: Step = { name: 'interceptors', by: '@Idempotent' };
/** What `/client` sends has 32 characters; others may choose their own. Fewer could be guessed. */
const ID = /^[\w-]{22,64}$/;
/** How long a repeat waits until it asks again, in milliseconds: at first, and at last. */
const [MIN_PAUSE_MS, MAX_PAUSE_MS] = [10, 250];

/** What the handlers of a host with `@Idempotent` keep their answers in. */
export class IdempotentRequests {
  readonly #container: GatewayContainer;
  readonly #memory = new MemoryIdempotencyStore();

  constructor(container: GatewayContainer) {
    this.#container = container;
  }

  /** @throws Error that names the handler, where its store is none */
  compile(options: IdempotentOptions, label: string, { logger }: Settings): BeginRequest {
    const store = this.#storeOf(options, label);
    const { windowMs = DEFAULT_WINDOW_MS, waitMs = DEFAULT_WAIT_MS } = options;
    return async (run, id) => {
      run.enter(IDEMPOTENT);
      if (!ID.test(id)) throw new WebSocketException(WsStatus.PROTOCOL_ERROR, 'The id of the request is none');
      const { context } = run;
      const key = keyOf(context, ownerOf(context, options, label), id);
      const fingerprint = fingerprintOf(context);
      const claim = new Claim({ store, key, fingerprint, windowMs, label, logger });
      const take = async (): Promise<KeptRequest | undefined> => {
        try {
          const found = await claim.take();
          return found === undefined ? undefined : readKept(found);
        } catch (err) {
          logger.error(`${label} refused ${quoted(context.event)}: its store of answers is away`, { err });
          throw new WebSocketException(WsStatus.TRY_AGAIN_LATER, 'Answers cannot be kept now', { cause: err });
        }
      };
      const end = performance.now() + waitMs;
      for (let pauseMs = MIN_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, MAX_PAUSE_MS)) {
        const found = await take();
        if (!found) run.hold(claim);
        run.throwIfCancelled();
        if (!found) return true;
        if (found.fingerprint !== fingerprint) {
          throw new WebSocketException(WsStatus.PROTOCOL_ERROR, 'The id of the request is that of another');
        }
        if (found.answer) {
          run.repeat(found.answer);
          return false;
        }
        if (performance.now() + pauseMs > end) {
          throw new WebSocketException(WsStatus.TRY_AGAIN_LATER, 'The request is still running');
        }
        await pause(pauseMs);
        run.throwIfCancelled();
      }
    };
  }

  #storeOf({ store }: IdempotentOptions, label: string): IdempotencyStore {
    if (store === undefined) return this.#memory;
    try {
      const given: unknown = typeof store === 'function' ? store(this.#container) : store;
      if (!isStore(given)) throw new TypeError(`a store that is ${inspect(given)}; ${EXPECTED_STORE}`);
      return given;
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new Error(`${label}: its @Idempotent has no store: ${reason}`, { cause });
    }
  }
}

/**
 * Whose request it is, so that a kind of owner is none of another kind.
 *
 * @throws TypeError where that cannot be told
 */
function ownerOf(context: GatewayContext, { key }: IdempotentOptions, label: string): readonly string[] {
  const owner: unknown = key ? key(context) : context.user;
  if (typeof owner === 'string') return [key ? 'key' : 'user', owner];
  if (!key && typeof owner === 'number') return ['user', String(owner)];
  if (!key && (owner === undefined || owner === null)) return [];
  const found = owner instanceof Object ? 'an object' : typeof owner;
  throw new TypeError(
    key
      ? `${label}: the key of its @Idempotent is ${found}; expected a text`
      : `${label} is @Idempotent, and its context.user is ${found}; expected a text or a number, or ` +
          'key in @Idempotent({ key: (context) => … }), which says whose request it is',
  );
}
