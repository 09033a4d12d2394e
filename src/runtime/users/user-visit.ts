import type { Settings } from '../../contract/settings';
import { quoted } from '../../log/printable';
import type { Presence } from './presence';
import { presenceId } from './user-hooks';

/** A client has connected to a namespace, for a user or for none; `undefined` where it counts for nobody. */
export type BeginVisit = (namespace: string, user: unknown) => UserVisit | undefined;

/** One client in a namespace whose gateways have hooks for users: it stands for its user as long as it is there. */
export class UserVisit {
  readonly #presence: Presence;
  readonly #namespace: string;
  readonly #settings: Settings;
  #user: string | undefined;
  #isOver = false;

  constructor(presence: Presence, namespace: string, settings: Settings, user: unknown) {
    this.#presence = presence;
    this.#namespace = namespace;
    this.#settings = settings;
    this.is(user);
  }

  /** The client stands for another user now, or for none. Never throws. */
  is(user: unknown): void {
    if (this.#isOver) return;
    const next = this.#idOf(user);
    if (next === this.#user) return;
    if (next !== undefined) this.#presence.came(next);
    if (this.#user !== undefined) this.#presence.left(this.#user);
    this.#user = next;
  }

  /** The client has left. */
  end(): void {
    this.is(undefined);
    this.#isOver = true;
  }

  #idOf(user: unknown): string | undefined {
    try {
      const key = this.#settings.userKey(user);
      return key === undefined ? undefined : presenceId(this.#namespace, key);
    } catch (error) {
      const { logger } = this.#settings;
      logger.error(`A client of ${quoted(this.#namespace)} stands for no user, as it has no key`, { err: error });
      return undefined;
    }
  }
}
