import { injectable } from 'inversify';

const CAPACITY = 100_000;

/** What the gateway needs of the orders, which stand in another process where several nodes share them. */
export interface OrderBook {
  place(id: string): number | Promise<number>;
  of(customer: string): string[] | Promise<string[]>;
}

/** The orders that were placed, each as often as it was placed: nothing here keeps them from coming twice. */
@injectable()
export class Orders implements OrderBook {
  readonly #ids: string[] = [];
  #placed = 0;

  /** @returns the number of the order, from 1 */
  place(id: string): number {
    this.#ids.push(id);
    if (this.#ids.length > CAPACITY) this.#ids.shift();
    return (this.#placed += 1);
  }

  /** The ids that begin with the name of a customer, in the order in which they were placed. */
  of(customer: string): string[] {
    return this.#ids.filter((id) => id.startsWith(`${customer}:`));
  }
}
