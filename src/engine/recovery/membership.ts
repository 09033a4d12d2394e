/** Since when a client is in its namespace, and in each of its rooms: the number of the last packet before. */
export class Membership {
  /** Of its namespace. Before it is connected, no packet is for it. */
  since = Infinity;
  readonly #rooms: Map<string, number>;

  constructor(rooms: Iterable<readonly [string, number]> = []) {
    this.#rooms = new Map(rooms);
  }

  /** It has joined a room, perhaps again. */
  joins(room: string, last: number): void {
    if (!this.#rooms.has(room)) this.#rooms.set(room, last);
  }

  leaves(room: string): void {
    this.#rooms.delete(room);
  }

  /** Its rooms when a packet was sent, as far as it is in them still. */
  roomsAt(number: number): readonly string[] {
    return [...this.#rooms].filter(([, last]) => last < number).map(([room]) => room);
  }

  copy(): Membership {
    const copy = new Membership(this.#rooms);
    copy.since = this.since;
    return copy;
  }
}
