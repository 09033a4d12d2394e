import type { NodeRedisClient } from '../../src';

/** A client of Redis as `redis` 5 leaves it after a lost connection: each call gets what the call before it was answered with. */
export class OutOfStep implements NodeRedisClient {
  isInOrder = false;
  calls = 0;
  readonly #client: NodeRedisClient;
  #last: Promise<unknown> = Promise.resolve(null);

  constructor(client: NodeRedisClient) {
    this.#client = client;
  }

  async eval(...call: Parameters<NodeRedisClient['eval']>): Promise<unknown> {
    this.calls += 1;
    const before = this.#last;
    const own = this.#client.eval(...call);
    this.#last = own;
    await own;
    return this.isInOrder ? own : before;
  }
}
