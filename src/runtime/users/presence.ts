import { AsyncResource } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { MAX_TIMER_MS } from '../../contract/defaults';
import type { PresenceNews, PresenceReport, PresenceStore } from '../../contract/presence';
import type { Log } from '../../log/log';
import { inTime } from '../timing';
import { LocalUsers } from './local-users';

/** How long after a failure the store is asked again, in milliseconds: less, where its leases are short. */
const RETRY_MS = 1_000;
/** How long the store has to take the last report, in milliseconds. */
const LAST_MS = 1_000;

export interface PresenceOptions {
  readonly path: string;
  readonly store: PresenceStore;
  /** The time that a user without a client has to come back, in milliseconds. */
  readonly graceMs: number;
  readonly logger: Log;
}

/** Is told of each user on one node alone. Never throws. */
export interface PresenceListener {
  online(user: string): void;
  offline(user: string): void;
}

/**
 * The users of one path on this node. It reports to the store what has changed, one report at a time, and tells of those
 * who are the first to come or the last to go on all nodes.
 */
export class Presence {
  readonly #options: PresenceOptions;
  readonly #listener: PresenceListener;
  readonly #users: LocalUsers;
  #node = randomUUID();
  #number = 0;
  #generation = '';
  /** The store was emptied, and has to be told of those whom it knew. */
  #isRestoring = false;
  #timer: NodeJS.Timeout | undefined;
  /** When the timer fires, in milliseconds of `performance.now()`. */
  #dueAt = Infinity;
  #running: Promise<void> | undefined;
  #hasFailed = false;
  #isClosed = false;

  constructor(options: PresenceOptions, listener: PresenceListener) {
    this.#options = options;
    this.#listener = listener;
    this.#users = new LocalUsers(options.graceMs);
  }

  /** Joins the others, where there may be some. */
  open(): void {
    if (this.#options.store.leaseMs !== undefined) this.#reportIn(0);
  }

  /** A client of a user has come. Pair it with {@link left}. */
  came(user: string): void {
    this.#users.came(user);
    this.#reportIn(0);
  }

  left(user: string): void {
    this.#users.left(user);
    this.#reportIn(0);
  }

  /** Gives up the users of this node, and tells of those who go with it. Never rejects. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearTimeout(this.#timer);
    const last = async (): Promise<void> => {
      await this.#running;
      if (this.#number > 0) this.#tell(await this.#options.store.report(this.#next([], [], true)));
    };
    const isTaken = await inTime(LAST_MS, last()).catch((error: unknown) => this.#failed(error));
    if (!isTaken) this.#options.logger.warn('The presence store has not taken the last report of this node');
  }

  #reportIn(ms: number): void {
    const dueAt = performance.now() + Math.min(ms, MAX_TIMER_MS);
    if (this.#running || this.#isClosed || dueAt >= this.#dueAt || ms === Infinity) return;
    clearTimeout(this.#timer);
    this.#dueAt = dueAt;
    this.#timer = setTimeout(this.#begin, Math.min(ms, MAX_TIMER_MS)).unref();
  }

  /** Where it was made: a report, and the hooks that come of it, are no part of the event in which its timer was set. */
  readonly #begin = AsyncResource.bind((): void => {
    this.#dueAt = Infinity;
    this.#running = this.#report().then((pauseMs) => {
      this.#running = undefined;
      this.#reportIn(this.#users.hasChanged ? 0 : pauseMs);
    });
  });

  /** Resolves, when the store has taken what has changed, to when it wants to hear again. Never rejects. */
  async #report(): Promise<number> {
    const changes = this.#isRestoring ? this.#users.everyoneKnown() : this.#users.changes();
    const news = await this.#taken(this.#next(changes.came, changes.left, false));
    if (!news) return Infinity;
    if (news.isLost) {
      this.#isRestoring = news.generation !== this.#generation;
      if (!this.#isRestoring) this.#users.forgotten();
      this.#node = randomUUID();
      this.#number = 0;
    } else {
      this.#isRestoring = false;
      this.#users.taken(changes, news.held);
      this.#tell(news);
    }
    this.#generation = news.generation;
    if (news.isLost) return 0;
    return Math.min(Math.ceil(news.nextMs ?? Infinity) + 1, this.#beatMs);
  }

  /** How often the store wants to hear of the node, in milliseconds. */
  get #beatMs(): number {
    return (this.#options.store.leaseMs ?? Infinity) / 4;
  }

  #next(came: readonly string[], left: readonly string[], isLast: boolean): PresenceReport {
    const { path, graceMs } = this.#options;
    const [node, number, generation] = [this.#node, (this.#number += 1), this.#generation];
    return { path, node, number, generation, came, left, graceMs, isRestoring: this.#isRestoring, isLast };
  }

  /** The same report until it was taken: the store knows it by its number. `undefined` where this is closed before. */
  async #taken(report: PresenceReport): Promise<PresenceNews | undefined> {
    while (!this.#isClosed) {
      try {
        const news = await this.#options.store.report(report);
        if (this.#hasFailed) this.#options.logger.info('The presence store answers again');
        this.#hasFailed = false;
        return news;
      } catch (error) {
        this.#failed(error);
        await new Promise((resolve) => setTimeout(resolve, Math.min(RETRY_MS, this.#beatMs)).unref());
      }
    }
    return undefined;
  }

  #tell({ online, offline }: PresenceNews): void {
    for (const user of online) this.#listener.online(user);
    for (const user of offline) this.#listener.offline(user);
  }

  #failed(error: unknown): void {
    if (this.#hasFailed) return;
    this.#hasFailed = true;
    this.#options.logger.warn('The presence store has failed; it is asked again until it answers', { err: error });
  }
}
