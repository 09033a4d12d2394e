import type { JSX } from 'preact';
import { useConsole } from '../console-state';
import { type EventEntry, shownName } from '../contract/entries';

/** The first thing one sees: what this is, and where to begin. */
export function Home(): JSX.Element {
  const { entries, loaded } = useConsole();
  const first = bestOf(entries.flatMap(({ events }) => events));
  const { notes } = loaded.contract;
  return (
    <section class="home">
      <h2>Talk to your gateways</h2>
      <p class="lead">
        Every event that this server handles is in the list. Choose one, fill its form, and read the answer.
      </p>
      <ol class="steps">
        <li>
          <h3>Find an event</h3>
          <p>
            Press <kbd>/</kbd> and type a part of its name, or of what it is for.
          </p>
        </li>
        <li>
          <h3>{loaded.settings.readOnly ? 'Connect' : 'Send it'}</h3>
          <p>
            {loaded.settings.readOnly
              ? 'Watch what the server emits. This console is read only: it sends nothing.'
              : 'The form is filled with an example. The console connects when you send, with the cookies of this page.'}
          </p>
        </li>
        <li>
          <h3>See what happens</h3>
          <p>The timeline shows answers, errors and everything that the server emits. Copy any entry as code.</p>
        </li>
      </ol>
      {first && (
        <p>
          <a class="button primary" href={first.link}>
            Try {shownName(first.event)}
          </a>
        </p>
      )}
      <p class="documents">
        The same contract for programs: <a href="asyncapi.json">asyncapi.json</a>,{' '}
        <a href="asyncapi.yaml">asyncapi.yaml</a>, <a href="client.d.ts">client.d.ts</a>,{' '}
        <a href="contract.json">contract.json</a>
      </p>
      {notes.length > 0 && (
        <details class="notes">
          <summary>What could not be described ({notes.length})</summary>
          <ul>
            {notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

/** The event to begin with: one that says what it is for, and that nobody guards. */
function bestOf(events: readonly EventEntry[]): EventEntry | undefined {
  const worth = ({ event }: EventEntry): number =>
    (event.any || event.deprecated ? -8 : 0) +
    (event.guards.length > 0 ? -4 : 0) +
    (event.examples.length > 0 ? 4 : 0) +
    (event.summary ? 2 : 0) +
    (event.arguments.some(({ optional }) => !optional) ? 1 : 0);
  return events.toSorted((one, other) => worth(other) - worth(one))[0];
}
