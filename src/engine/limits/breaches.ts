import proxyAddress from 'proxy-addr';
import type { Limits } from '../../contract/limits';
import type { Settings } from '../../contract/settings';
import type { EngineSocket } from '../internals/engine-io';

/** Closes connections that go beyond a limit; the logger is told once of each. */
export class Breaches {
  readonly #settings: Settings;
  /** How many connections each limit has closed. */
  readonly #counts = new Map<keyof Limits, number>();

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  /** @param found what the client did, for the logger: `it sent a packet with 65 arguments` */
  close(conn: EngineSocket, limit: keyof Limits, found: string): void {
    if (conn.readyState !== 'open') return;
    const address = addressOf(conn, this.#settings); // a connection that is closed may have lost it
    conn.close(true); // without waiting for a client that may never poll again
    const count = (this.#counts.get(limit) ?? 0) + 1;
    this.#counts.set(limit, count);
    this.#settings.logger.warn(
      `Closed the connection of ${address}: ${found}; expected at most ${this.#settings.limits[limit]} (limits.${limit})`,
      { limit, address, count },
    );
  }
}

function addressOf(conn: EngineSocket, { app }: Settings): string {
  const trust = app.get('trust proxy fn') as (address: string, hops: number) => boolean;
  const seen = proxyAddress(conn.request, trust) as string | undefined; // none, once its first request's socket is gone
  return seen ?? conn.remoteAddress;
}
