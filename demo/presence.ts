import { injectable } from 'inversify';

/** Where the number of clients is asked for, which stands in another process where several nodes share it. */
export interface Attendance {
  /** Takes the number of clients of one node, and gives that of all nodes. */
  count(node: number, clients: number): number | Promise<number>;
  total(): number | Promise<number>;
}

/** How many clients each node has; the key is the id of its process. */
@injectable()
export class Presence implements Attendance {
  readonly #clients = new Map<number, number>();

  count(node: number, clients: number): number {
    this.#clients.set(node, clients);
    return this.total();
  }

  total(): number {
    return [...this.#clients.values()].reduce((sum, clients) => sum + clients, 0);
  }

  /** A node that has ended has no clients. */
  forget(node: number): void {
    this.#clients.delete(node);
  }
}
