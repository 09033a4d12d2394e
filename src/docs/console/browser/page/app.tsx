import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { ConnectionList } from '../connections/connection-list';
import { ConnectForm } from '../connections/connect-form';
import { useConsole } from '../console-state';
import { useStore } from '../store';
import { TimelineView } from '../timeline/timeline-view';
import { EventPage } from './event-page';
import { Home } from './home';
import { Navigation } from './navigation';
import { NamespacePage } from './namespace-page';
import { News } from './news';

/** Find on the left, one event in the middle, connections and what happens on the right; one at a time on a phone. */
export function App(): JSX.Element {
  const state = useConsole();
  const part = useStore(state.part);
  const dialog = useStore(state.dialog);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const isTyping = event.target instanceof Element && event.target.closest('input, textarea, select') !== null;
      if (event.key !== '/' || isTyping || event.ctrlKey || event.metaKey || state.dialog.value) return;
      event.preventDefault();
      state.part.value = 'find';
      requestAnimationFrame(() => document.getElementById('search')?.focus());
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [state]);
  return (
    <>
      <div class="app" data-part={part}>
        <Header />
        <main class="panes">
          <Navigation />
          <div class="middle" id="middle" tabIndex={-1}>
            <Page />
          </div>
          <div class="side">
            <ConnectionList />
            <TimelineView />
          </div>
        </main>
        <Parts />
      </div>
      {dialog && <ConnectForm key={dialog.settings.name} dialog={dialog} />}
      <News />
    </>
  );
}

/** The hash is the event that is shown, so a link to a part of the page would lose it. */
function skipTo(event: Event, id: string): void {
  event.preventDefault();
  document.getElementById(id)?.focus();
}

function Header(): JSX.Element {
  const { entries, loaded } = useConsole();
  const events = entries.reduce((sum, entry) => sum + entry.events.length, 0);
  return (
    <header class="top">
      <a class="skip" href="#" onClick={(event) => skipTo(event, 'middle')}>
        Skip to the event
      </a>
      <a class="brand" href="#">
        <img src="assets/icon.svg" alt="" width="28" height="28" />
        <h1>Gateway console</h1>
      </a>
      <p class="counts">
        <span>{`${loaded.settings.title}: ${counted(entries.length, 'namespace')}, ${counted(events, 'event')}`}</span>
        {loaded.settings.readOnly && <span class="badge">read only</span>}
      </p>
    </header>
  );
}

export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function Page(): JSX.Element {
  const { target } = useConsole();
  const shown = useStore(target);
  switch (shown.kind) {
    case 'home':
      return <Home />;
    case 'event':
      return <EventPage key={shown.entry.link} entry={shown.entry} />;
    case 'namespace':
      return <NamespacePage key={shown.entry.link} entry={shown.entry} />;
    case 'unknown':
      return (
        <section class="empty">
          <h2>Nothing has this address</h2>
          <p>The event may have another name now. Search for it in the list.</p>
        </section>
      );
  }
}

const PARTS = [
  ['find', 'Find'],
  ['event', 'Event'],
  ['timeline', 'Timeline'],
] as const;

/** On a phone: which part is shown. */
function Parts(): JSX.Element {
  const { part, connections, timeline } = useConsole();
  const shown = useStore(part);
  const { length } = useStore(connections);
  const { entries } = useStore(timeline.state);
  return (
    <nav class="parts" aria-label="Parts of the page">
      {PARTS.map(([name, label]) => (
        <button
          key={name}
          type="button"
          aria-current={shown === name ? 'page' : undefined}
          onClick={() => (part.value = name)}
        >
          {label}
          {name === 'timeline' && length > 0 && <span class="count">{entries.length}</span>}
        </button>
      ))}
    </nav>
  );
}
