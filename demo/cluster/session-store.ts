import { type SessionData, Store } from 'express-session';
import type { Remote } from './questions';

/** Sessions as JSON, in the memory of the primary: a login outlives its node. More machines would take a store in Redis. */
export class SessionTable {
  readonly #sessions = new Map<string, string>();

  read(id: string): string | undefined {
    return this.#sessions.get(id);
  }

  write(id: string, session: string): void {
    this.#sessions.set(id, session);
  }

  remove(id: string): void {
    this.#sessions.delete(id);
  }
}

/** Asks the primary for sessions, as express-session wants it. */
export class SharedSessionStore extends Store {
  constructor(private readonly table: Remote<SessionTable>) {
    super();
  }

  override get(id: string, done: (error: unknown, session?: SessionData | null) => void): void {
    this.table.read(id).then((session) => {
      done(null, session === undefined ? null : (JSON.parse(session) as SessionData)); // as `set` has written it
    }, done);
  }

  override set(id: string, session: SessionData, done?: (error?: unknown) => void): void {
    this.table.write(id, JSON.stringify(session)).then(
      () => done?.(),
      (error: unknown) => done?.(error),
    );
  }

  override destroy(id: string, done?: (error?: unknown) => void): void {
    this.table.remove(id).then(
      () => done?.(),
      (error: unknown) => done?.(error),
    );
  }
}
