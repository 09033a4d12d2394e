import type { Server } from 'socket.io';
import type { Limits } from '../../contract/limits';
import type { Settings } from '../../contract/settings';
import { channels } from '../../channels';
import { addressOf } from '../client-facts';
import type { EngineSocket } from '../internals/engine-io';
import { nextLine, reportNotTaken, reportOutside } from '../refusals';

/** Closes connections that go beyond a limit; the logger is told of each, and of those whose packets cannot be read. */
export class Breaches {
  readonly #server: Server;
  readonly #settings: Settings;
  /** How many connections each limit has closed. */
  readonly #counts = new Map<keyof Limits, number>();

  constructor(server: Server, settings: Settings) {
    this.#server = server;
    this.#settings = settings;
  }

  /** @param found what the client did, for the logger: `it sent a packet with 65 arguments` */
  close(conn: EngineSocket, limit: keyof Limits, found: string): void {
    if (conn.readyState !== 'open') return;
    const address = addressOf(conn, this.#settings.app); // a connection that is closed may have lost it
    conn.close(true); // without waiting for a client that may never poll again
    const count = (this.#counts.get(limit) ?? 0) + 1;
    this.#counts.set(limit, count);
    if (channels.limit.hasSubscribers) channels.limit.publish({ server: this.#server, limit, isClosed: true });
    const { logger, limits } = this.#settings;
    if (!logger.isOn('warn')) return;
    const end = nextLine(logger, [address, limit]);
    if (end === undefined) return;
    logger.warn(
      `Closed the connection of ${address}: ${found}; expected at most ${limits[limit]} (limits.${limit})${end}`,
      { limit, address, count },
    );
  }

  /** socket.io itself closes the connection. @param error what was thrown at its packet */
  notTaken(conn: EngineSocket, error: unknown): void {
    reportNotTaken(error, { address: addressOf(conn, this.#settings.app) }, this.#settings);
  }

  /** The same, for a packet of a namespace that the client is not in. */
  outside(conn: EngineSocket, namespace: string): void {
    reportOutside(namespace, { address: addressOf(conn, this.#settings.app) }, this.#settings);
  }
}
