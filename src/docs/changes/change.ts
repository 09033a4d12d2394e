/** One difference between two contracts. */
export interface ContractChange {
  /** A client that was written for the contract before may fail. */
  readonly breaking: boolean;
  /** `say of '/chat', message.room` */
  readonly where: string;
  /** What is different, as the end of a sentence that `where` begins: `is required now`. */
  readonly change: string;
}

/** Collects changes. */
export class Changes {
  readonly #found: ContractChange[] = [];

  get all(): readonly ContractChange[] {
    return this.#found;
  }

  breaking(where: string, change: string): void {
    this.#found.push({ breaking: true, where, change });
  }

  harmless(where: string, change: string): void {
    this.#found.push({ breaking: false, where, change });
  }

  add(where: string, change: string, breaking: boolean): void {
    this.#found.push({ breaking, where, change });
  }
}

/** What is in one list alone, and in both, each by its key. */
export function pairs<Item>(
  before: readonly Item[],
  after: readonly Item[],
  keyOf: (item: Item) => string,
): { removed: Item[]; added: Item[]; kept: [before: Item, after: Item][] } {
  const [old, current] = [before, after].map((items) => new Map(items.map((item) => [keyOf(item), item]))) as [
    Map<string, Item>,
    Map<string, Item>,
  ];
  return {
    removed: [...old].flatMap(([key, item]) => (current.has(key) ? [] : [item])),
    added: [...current].flatMap(([key, item]) => (old.has(key) ? [] : [item])),
    kept: [...old].flatMap(([key, item]): [Item, Item][] => {
      const other = current.get(key);
      return other === undefined ? [] : [[item, other]];
    }),
  };
}
