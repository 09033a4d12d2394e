import type { Server, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';

/** Knows the HTTP requests that have no answer yet. `server.close()` waits for connections that it has accepted itself. */
export class RunningRequests {
  readonly #responses = new Set<ServerResponse>();

  constructor(server: Server) {
    server.prependListener('request', (_request, response) => {
      this.#responses.add(response);
      response.once('close', () => this.#responses.delete(response));
    });
  }

  /** Resolves when all that run now have their answers, or after `timeoutMs`. */
  async answered(timeoutMs: number): Promise<void> {
    const ends = [...this.#responses].map((response) => new Promise((resolve) => response.once('close', resolve)));
    if (ends.length > 0) await Promise.race([Promise.all(ends), wait(timeoutMs, undefined, { ref: false })]);
  }
}
