import type { EmittedEntry, EventEntry, NamespaceEntry } from './entries';

/** What a search has found in a namespace. */
export interface Found {
  readonly namespace: NamespaceEntry;
  readonly events: readonly EventEntry[];
  readonly emitted: readonly EmittedEntry[];
}

/** @param tag only what has it; `undefined` for all */
export function search(entries: readonly NamespaceEntry[], text: string, tag: string | undefined): readonly Found[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return entries
    .map((namespace) => ({
      namespace,
      events: namespace.events.filter(
        ({ event, gateway, ...entry }) =>
          matches(words, [
            entry.namespace.name,
            entry.path.path,
            gateway.name,
            gateway.gateway,
            gateway.summary,
            event.event,
            event.summary,
            event.description,
            ...(event.tags ?? []),
          ]) &&
          (tag === undefined || tagsOf(gateway, event).includes(tag)),
      ),
      // Without a search they are not listed: what one can send comes first.
      emitted: namespace.emitted.filter(
        ({ event, gateway }) =>
          words.length > 0 &&
          tag === undefined &&
          matches(words, [namespace.namespace.name, gateway.name, gateway.gateway, event.event, event.description]),
      ),
    }))
    .filter(({ events, emitted }) => events.length + emitted.length > 0);
}

function matches(words: readonly string[], texts: readonly (string | undefined)[]): boolean {
  const text = texts.join('\n').toLowerCase();
  return words.every((word) => text.includes(word));
}

type Tagged = Readonly<{ tags?: readonly string[] }>;

function tagsOf(...tagged: readonly Tagged[]): readonly string[] {
  return tagged.flatMap(({ tags }) => tags ?? []);
}

/** All tags, in the order of their names. */
export function allTags(entries: readonly NamespaceEntry[]): readonly string[] {
  const tags = entries.flatMap(({ events }) => events.flatMap(({ event, gateway }) => tagsOf(gateway, event)));
  return [...new Set(tags)].toSorted();
}
