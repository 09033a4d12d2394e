import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { useConsole } from '../console-state';
import { type EventEntry, shownName } from '../contract/entries';
import { allTags, type Found, search } from '../contract/search';
import { useStore } from '../store';

/** Everything that is in the contract, to search and to choose from. */
export function Navigation(): JSX.Element {
  const { entries } = useConsole();
  const [text, setText] = useState('');
  const [tag, setTag] = useState<string>();
  const tags = useMemo(() => allTags(entries), [entries]);
  const found = useMemo(() => search(entries, text, tag), [entries, text, tag]);
  const isSearching = text !== '' || tag !== undefined;
  const count = found.reduce((sum, { events, emitted }) => sum + events.length + emitted.length, 0);
  return (
    <nav class="navigation" aria-label="Events" onKeyDown={moveByArrows}>
      <div class="search">
        <label class="visually-hidden" for="search">
          Search events
        </label>
        <input
          id="search"
          type="search"
          placeholder="Search events  ( / )"
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
        {tags.length > 0 && (
          <div class="tags" role="group" aria-label="Tags">
            {tags.map((each) => (
              <button
                key={each}
                type="button"
                class="tag"
                aria-pressed={each === tag}
                onClick={() => setTag(each === tag ? undefined : each)}
              >
                {each}
              </button>
            ))}
          </div>
        )}
        <p class="visually-hidden" role="status">
          {isSearching ? `${count} found` : ''}
        </p>
      </div>
      <div class="list">
        {found.map((each) => (
          <NamespaceGroup
            key={each.namespace.link}
            found={each}
            isSearching={isSearching}
            isOnly={entries.length < 12}
          />
        ))}
        {found.length === 0 && isSearching && (
          <div class="empty small">
            <p>Nothing is called that. The search looks at names, summaries and tags.</p>
            <button
              type="button"
              onClick={() => {
                setText('');
                setTag(undefined);
              }}
            >
              Show all
            </button>
          </div>
        )}
        {entries.length === 0 && <p class="empty small">No gateway is attached.</p>}
      </div>
    </nav>
  );
}

type GroupProps = { readonly found: Found; readonly isSearching: boolean; readonly isOnly: boolean };

function NamespaceGroup({ found: { namespace, events, emitted }, isSearching, isOnly }: GroupProps): JSX.Element {
  const { target } = useConsole();
  const shown = useStore(target);
  const current = shown.kind === 'event' || shown.kind === 'namespace' ? shown.entry.link : '';
  const holdsCurrent = current === namespace.link || events.some(({ link }) => link === current);
  const [isOpen, setOpen] = useState<boolean>();
  const open = isSearching || (isOpen ?? (isOnly || holdsCurrent));
  const { name } = namespace.namespace;
  return (
    <section class="namespace">
      <div class="namespace-head">
        <button
          type="button"
          class="quiet fold"
          aria-expanded={open}
          aria-label={`Events of ${name}`}
          onClick={() => setOpen(!open)}
        >
          <span aria-hidden="true">{open ? '▾' : '▸'}</span>
        </button>
        <a href={namespace.link} aria-current={current === namespace.link ? 'page' : undefined}>
          <code>{name}</code>
          <span class="path">{namespace.path.path}</span>
        </a>
      </div>
      {open && (
        <ul>
          {events.map((entry) => (
            <li key={entry.link}>
              <EventLink entry={entry} isCurrent={entry.link === current} />
            </li>
          ))}
          {emitted.map(({ link, event }) => (
            <li key={`emitted ${event.event}`}>
              <a href={link} class="emitted">
                <span class="event-name">{event.event}</span>
                <span class="summary">the server emits it</span>
              </a>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function EventLink({ entry: { link, event }, isCurrent }: { entry: EventEntry; isCurrent: boolean }): JSX.Element {
  return (
    <a href={link} aria-current={isCurrent ? 'page' : undefined}>
      {event.deprecated ? (
        <s class="event-name">{shownName(event)}</s>
      ) : (
        <span class="event-name">{shownName(event)}</span>
      )}
      {event.deprecated && <span class="visually-hidden"> (deprecated)</span>}
      {event.summary && <span class="summary">{event.summary}</span>}
    </a>
  );
}

/** Up and down go from link to link, and from the search to the first; Enter in the search opens it. */
function moveByArrows(event: KeyboardEvent): void {
  const isSearch = event.target instanceof HTMLInputElement;
  if (!['ArrowDown', 'ArrowUp'].includes(event.key) && !(isSearch && event.key === 'Enter')) return;
  const links = [...document.querySelectorAll<HTMLAnchorElement>('.navigation li a')];
  const at = links.findIndex((link) => link === document.activeElement);
  if (isSearch && event.key === 'Enter') links[0]?.click();
  else if (isSearch && event.key === 'ArrowDown') links[0]?.focus();
  else if (event.key === 'ArrowUp' && at === 0) document.getElementById('search')?.focus();
  else if (at >= 0) links[at + (event.key === 'ArrowDown' ? 1 : -1)]?.focus();
  else return;
  event.preventDefault();
}
