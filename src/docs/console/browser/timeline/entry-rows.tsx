import type { JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useConsole } from '../console-state';
import { CANCEL_HINT } from '../send/outcome-view';
import { useStore } from '../store';
import { type Entry, KIND_NAMES, KIND_SIGNS } from './entry';
import { shownMs } from './duration';
import { previewOfEntry, timeOf } from './preview';

/** As `.row` in the style sheet. */
const ROW_PX = 30;
/** Rows above and below those that are seen. */
const MARGIN = 8;

/** The rows that are in sight; the others are space. It follows the newest while one is at the end. */
export function EntryRows({ entries }: { entries: readonly Entry[] }): JSX.Element {
  const { selected } = useConsole();
  const selectedId = useStore(selected);
  const list = useRef<HTMLDivElement>(null);
  const follows = useRef(true);
  const [view, setView] = useState({ top: 0, height: 600 });
  const measure = (): void => {
    const element = list.current;
    if (!element) return;
    const { scrollTop, clientHeight, scrollHeight } = element;
    follows.current = scrollHeight - scrollTop - clientHeight < ROW_PX;
    setView((old) =>
      old.top === scrollTop && old.height === clientHeight ? old : { top: scrollTop, height: clientHeight },
    );
  };
  useLayoutEffect(() => {
    const element = list.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  useLayoutEffect(() => {
    if (follows.current && list.current) list.current.scrollTop = entries.length * ROW_PX;
  }, [entries]);

  useLayoutEffect(() => {
    // What is chosen stays in sight when the list makes room for it.
    const at = entries.findIndex(({ id }) => id === selectedId);
    const element = list.current;
    if (at < 0 || !element) return;
    const top = at * ROW_PX;
    if (top < element.scrollTop) element.scrollTop = top;
    const bottom = top + ROW_PX - element.clientHeight;
    if (bottom > element.scrollTop) element.scrollTop = bottom;
  }, [selectedId, view.height]);

  const first = Math.max(0, Math.floor(view.top / ROW_PX) - MARGIN);
  const count = Math.ceil(view.height / ROW_PX) + 2 * MARGIN;
  const visible = entries.slice(first, first + count);
  const hasSelected = visible.some(({ id }) => id === selectedId);
  const go = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -Infinity, End: Infinity }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const at = entries.findIndex(({ id }) => id === selectedId);
    const next = Math.min(
      entries.length - 1,
      Math.max(0, at < 0 && Number.isFinite(step) ? entries.length - 1 : at + step),
    );
    const entry = entries[next];
    if (!entry || !list.current) return;
    selected.value = entry.id;
    requestAnimationFrame(() => list.current?.querySelector<HTMLElement>(`[data-id="${entry.id}"]`)?.focus());
  };
  return (
    <div class="rows" ref={list} onScroll={measure} onKeyDown={go} role="list" aria-label="Entries, the newest last">
      <div role="presentation" style={{ height: `${first * ROW_PX}px` }} />
      {visible.map((entry, index) => (
        <Row
          key={entry.id}
          entry={entry}
          isSelected={entry.id === selectedId}
          position={first + index + 1}
          total={entries.length}
          isFirstStop={hasSelected ? entry.id === selectedId : index === visible.length - 1}
          onSelect={() => (selected.value = entry.id === selectedId ? undefined : entry.id)}
        />
      ))}
      <div
        role="presentation"
        style={{ height: `${Math.max(0, entries.length - first - visible.length) * ROW_PX}px` }}
      />
    </div>
  );
}

interface RowProps {
  readonly entry: Entry;
  readonly isSelected: boolean;
  readonly position: number;
  readonly total: number;
  /** Tab stops at one row; the arrows go to the others. */
  readonly isFirstStop: boolean;
  readonly onSelect: () => void;
}

function Row({ entry, isSelected, position, total, isFirstStop, onSelect }: RowProps): JSX.Element {
  const { sender } = useConsole();
  const { kind, connection, name, ms, at } = entry;
  return (
    <div role="listitem" class="row" data-kind={kind} aria-setsize={total} aria-posinset={position}>
      <button
        type="button"
        data-id={entry.id}
        tabIndex={isFirstStop ? 0 : -1}
        aria-expanded={isSelected}
        onClick={onSelect}
      >
        <span class="time">{timeOf(at)}</span>
        <span class={`name tone-${connection.id % 6}`}>{connection.name}</span>
        <span class="sign" data-kind={kind} role="img" aria-label={KIND_NAMES[kind]}>
          {KIND_SIGNS[kind]}
        </span>
        <span class="event-name">{name}</span>
        <span class="preview">{previewOfEntry(entry)}</span>
        {ms !== undefined && <span class="ms">{shownMs(ms)}</span>}
      </button>
      {entry.stream?.isOpen && (
        <button type="button" class="cancel" title={CANCEL_HINT} onClick={() => sender.cancel(entry.id)}>
          Cancel
        </button>
      )}
    </div>
  );
}
