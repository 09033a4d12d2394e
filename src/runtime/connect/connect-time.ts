import type { Newable } from '../../container';
import { MAX_TIMER_MS } from '../../contract/defaults';

/** The time that one CONNECT may take: each gateway's own for its checks, and that of socket.io for all of them. */
export class ConnectTime {
  readonly #endsAt: number;
  /** By gateway, in milliseconds: what its checks have taken. */
  readonly #spent = new Map<Newable, number>();
  #timer: NodeJS.Timeout | undefined;

  /** @param connectTimeoutMs socket.io's own, which ends a connection that is in no namespace by then */
  constructor(connectTimeoutMs: number) {
    this.#endsAt = performance.now() + connectTimeoutMs;
  }

  /**
   * Resolves to whether a check was done in time; rejects as it does.
   *
   * @param timeoutMs the `@Timeout` of its gateway, which all of its checks share
   */
  async suffices(gateway: Newable, timeoutMs: number | undefined, check: Promise<void>): Promise<boolean> {
    const begunAt = performance.now();
    const spent = this.#spent.get(gateway) ?? 0;
    const left = Math.min(this.#endsAt - begunAt, (timeoutMs ?? Infinity) - spent, MAX_TIMER_MS);
    const timedOut = new Promise<boolean>((resolve) => {
      this.#timer = setTimeout(() => resolve(false), left);
    });
    try {
      return await Promise.race([check.then(() => true), timedOut]);
    } finally {
      this.end();
      this.#spent.set(gateway, spent + performance.now() - begunAt);
    }
  }

  /** The client is in, is refused or has left: nobody waits for a check any more. */
  end(): void {
    clearTimeout(this.#timer);
  }
}
