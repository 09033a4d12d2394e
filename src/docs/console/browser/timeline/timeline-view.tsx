import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { useConsole } from '../console-state';
import { useStore } from '../store';
import { EntryDetail } from './entry-detail';
import { KIND_NAMES, KIND_SIGNS, KINDS } from './entry';
import { EntryRows } from './entry-rows';
import { type Filter, filtered, isFiltering, NO_FILTER } from './filter';

/** One timeline of all connections: the newest below, and what is chosen of it whole. */
export function TimelineView(): JSX.Element {
  const { timeline, selected } = useConsole();
  const { entries, isPaused, held, dropped } = useStore(timeline.state);
  const [filter, setFilter] = useState(NO_FILTER);
  const shown = useMemo(() => filtered(entries, filter), [entries, filter]);
  const selectedId = useStore(selected);
  const entry = selectedId === undefined ? undefined : timeline.find(selectedId);
  return (
    <section class="timeline" aria-labelledby="timeline-title">
      <div class="section-head">
        <h2 id="timeline-title">Timeline</h2>
        <button type="button" class="small" aria-pressed={isPaused} onClick={() => timeline.pause(!isPaused)}>
          {isPaused ? `Go on (${held} new)` : 'Pause'}
        </button>
        <button
          type="button"
          class="small"
          disabled={entries.length === 0}
          onClick={() => {
            timeline.clear();
            selected.value = undefined;
          }}
        >
          Clear
        </button>
      </div>
      <Filters filter={filter} change={(changes) => setFilter({ ...filter, ...changes })} />
      {dropped > 0 && <p class="hint">The oldest {dropped} entries were dropped.</p>}
      {shown.length > 0 ? (
        <EntryRows entries={shown} />
      ) : (
        <div class="empty">
          {isFiltering(filter) && entries.length > 0 ? (
            <>
              <p>Nothing passes the filter.</p>
              <button type="button" class="small" onClick={() => setFilter(NO_FILTER)}>
                Show all
              </button>
            </>
          ) : (
            <p>What you send, what is answered and what the server emits appears here.</p>
          )}
        </div>
      )}
      {entry && <EntryDetail entry={entry} />}
    </section>
  );
}

type FiltersProps = { readonly filter: Filter; readonly change: (changes: Partial<Filter>) => void };

function Filters({ filter, change }: FiltersProps): JSX.Element {
  const connections = useStore(useConsole().connections);
  return (
    <div class="filters" role="group" aria-label="Filter of the timeline">
      <input
        type="search"
        aria-label="Event"
        placeholder="Event"
        autocapitalize="none"
        spellcheck={false}
        value={filter.text}
        onInput={({ currentTarget }) => change({ text: currentTarget.value })}
      />
      <select
        aria-label="Connection"
        value={String(filter.connection ?? '')}
        onChange={({ currentTarget }) =>
          change({ connection: currentTarget.value === '' ? undefined : Number(currentTarget.value) })
        }
      >
        <option value="">All</option>
        {connections.map(({ id, settings }) => (
          <option key={id} value={String(id)}>
            {settings.name}
          </option>
        ))}
      </select>
      <span class="kinds">
        {KINDS.map((kind) => (
          <button
            key={kind}
            type="button"
            class="sign"
            data-kind={kind}
            aria-label={KIND_NAMES[kind]}
            title={KIND_NAMES[kind]}
            aria-pressed={filter.kinds.has(kind)}
            onClick={() => {
              const kinds = new Set(filter.kinds);
              if (!kinds.delete(kind)) kinds.add(kind);
              change({ kinds });
            }}
          >
            {KIND_SIGNS[kind]}
          </button>
        ))}
      </span>
    </div>
  );
}
