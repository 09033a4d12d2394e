import { type Entry, type EntryKind, KINDS } from './entry';

export interface Filter {
  /** The id of one connection; `undefined` for all. */
  readonly connection: number | undefined;
  readonly text: string;
  readonly kinds: ReadonlySet<EntryKind>;
}

export const NO_FILTER: Filter = { connection: undefined, text: '', kinds: new Set(KINDS) };

export function isFiltering({ connection, text, kinds }: Filter): boolean {
  return connection !== undefined || text !== '' || kinds.size < KINDS.length;
}

export function filtered(entries: readonly Entry[], filter: Filter): readonly Entry[] {
  if (!isFiltering(filter)) return entries;
  const { connection, kinds } = filter;
  const text = filter.text.toLowerCase();
  return entries.filter(
    (entry) =>
      kinds.has(entry.kind) &&
      (connection === undefined || entry.connection.id === connection) &&
      (text === '' || entry.name.toLowerCase().includes(text)),
  );
}
