import type { GatewayContainer } from '../container';
import type { GatewayContext } from '../context';
import type { IdempotencyStore } from './store';

/** The options of `@Idempotent`. */
export interface IdempotentOptions {
  /** How long an answer is kept after its handler has finished, in milliseconds. @default 300000 */
  windowMs?: number;
  /**
   * How long a repeat waits for the first, which still runs, in milliseconds; then it is refused with 1013. @default 30000
   */
  waitMs?: number;
  /**
   * Where answers are kept, or a function of the container that gives it. Servers that clients may come back to share one:
   * a {@link RedisIdempotencyStore}. @default the memory of this server
   */
  store?: IdempotencyStore | ((container: GatewayContainer) => IdempotencyStore);
  /**
   * Whose request it is: nobody else gets its answer. It must be the same after the client has connected again.
   * @default `context.user`, where that is a text or a number. Clients without a user are told apart by the ids alone,
   * which nobody can guess.
   */
  key?: (context: GatewayContext) => string;
}

export const DEFAULT_WINDOW_MS = 300_000;
export const DEFAULT_WAIT_MS = 30_000;

export const EXPECTED_STORE =
  'expected an object with putIfAbsent(), replace() and remove(), or a function that returns one';

export function isStore(value: unknown): value is IdempotencyStore {
  if (typeof value !== 'object' || value === null) return false;
  return ['putIfAbsent', 'replace', 'remove'].every((method) => typeof Reflect.get(value, method) === 'function');
}
