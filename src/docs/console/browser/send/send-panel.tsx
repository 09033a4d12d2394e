import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type { Connection } from '../connections/connection';
import { namespaceOf, needsSettings } from '../connections/settings';
import { useConsole } from '../console-state';
import { dryRun } from '../dry-run/dry-run';
import type { EventEntry } from '../contract/entries';
import { mistakesIn, mistakesOfArguments, sentenceOf, titleOf } from '../form/mistakes';
import { ValueEditor } from '../form/value-editor';
import { Store, useStore } from '../store';
import { ArgumentsForm } from './arguments-form';
import { type Draft, examplesOf, newDraft } from './draft';
import { OutcomeView } from './outcome-view';
import { nameOf, type Outcome } from './sender';
import { SendOptionsView } from './send-options';

const drafts = new Map<string, Store<Draft>>();

/** The form to send an event, with one button that does it. */
export function SendPanel({ entry }: { entry: EventEntry }): JSX.Element {
  const state = useConsole();
  const { event, namespace, path } = entry;
  const { definitions } = state.loaded.contract;
  const store = useMemo(() => {
    const kept = drafts.get(entry.link) ?? new Store(newDraft(event, definitions));
    drafts.set(entry.link, kept);
    return kept;
  }, [entry]);
  const draft = useStore(store);
  const change = (changes: Partial<Draft>): void => store.update((old) => ({ ...old, ...changes }));
  const outcome = useStore(state.outcomes).get(entry.link);
  const [isReadable, setReadable] = useState(true);
  const [version, setVersion] = useState(0);

  const all = useStore(state.connections);
  const usable = all.filter(({ settings }) => settings.path === path.path && settings.template === namespace.name);
  const [chosenId, setChosen] = useState<number>();
  const chosen = usable.find(({ id }) => id === chosenId) ?? usable.at(-1);
  const phase = usePhase(chosen);
  const mistakes = mistakesOfArguments(mistakesIn(outcome?.error?.reason));
  const examples = examplesOf(event, definitions);

  const report = (next: Outcome): void => {
    state.setOutcome(entry, next);
    if (next.phase === 'answered') state.news.value = `${event.event} was answered`;
    if (next.phase === 'failed')
      state.news.value = `${event.event} failed: ${next.error ? sentenceOf(next.error.reason) || titleOf(next.error.code) : ''}`;
    if (next.phase === 'silent') state.news.value = `${event.event} was not answered`;
  };
  const sendOver = (connection: Connection): void => {
    setChosen(connection.id);
    const { args, acknowledge, volatile, timeoutMs, typedName } = store.value;
    state.sender.send(
      connection,
      nameOf(event, typedName),
      args,
      { acknowledge, volatile, timeoutMs, streams: event.streams === true },
      report,
    );
  };
  const send = (): void => {
    if (chosen && phase === 'connected') sendOver(chosen);
    else if (chosen && phase !== 'refused') whenConnected(chosen, sendOver);
    else if (needsSettings(entry) || chosen) {
      const settings = chosen ? chosen.settings : state.settingsFor(entry);
      state.dialog.value = { choice: entry, settings, ...(chosen && { replaces: chosen }) };
    } else whenConnected(state.connect(state.settingsFor(entry), entry), sendOver);
  };
  const runDry = (): void => {
    const { args, acknowledge, typedName } = store.value;
    const settings = chosen?.settings ?? state.settingsFor(entry);
    const base = { entry: 0, connection: settings.name, items: 0 };
    dryRun(settings, namespaceOf(settings, namespace.kind), nameOf(event, typedName), args, acknowledge).then(
      (run) => {
        const { error, why } = run.result;
        state.setOutcome(entry, {
          ...base,
          phase: 'answered',
          dryRun: run,
          ...(error && { error }),
          ...(why && { why }),
        });
        state.news.value = `Dry run of ${event.event}: ${error ? `refused, ${sentenceOf(error.reason)}` : 'done, nothing was sent'}`;
      },
      (error: unknown) => {
        const silence = `The dry run has failed. ${error instanceof Error ? error.message : ''}`.replace(/\.$/, '');
        state.setOutcome(entry, { ...base, phase: 'silent', silence });
        state.news.value = silence;
      },
    );
  };
  const canSend = isReadable && (!event.any || draft.typedName !== '');

  return (
    <form
      class="card send"
      aria-label={`Send ${event.event}`}
      onSubmit={(submitted) => {
        submitted.preventDefault();
        if (canSend) send();
      }}
      onKeyDown={(key) => {
        if (key.key !== 'Enter' || !(key.ctrlKey || key.metaKey) || !canSend) return;
        key.preventDefault();
        send();
      }}
    >
      {event.any && (
        <div class="field">
          <label for="event-name">Name of the event</label>
          <input
            id="event-name"
            value={draft.typedName}
            autocomplete="off"
            autocapitalize="none"
            spellcheck={false}
            onInput={({ currentTarget }) => change({ typedName: currentTarget.value })}
          />
        </div>
      )}
      <ValueEditor
        key={version}
        title="Arguments"
        value={draft.args}
        onChange={(args) =>
          change({ args: Array.isArray(args) ? (args as unknown[]) : args === undefined ? [] : [args] })
        }
        onReadable={setReadable}
      >
        <ArgumentsForm
          event={event}
          definitions={definitions}
          secrets={state.loaded.settings.redact}
          mistakes={mistakes}
          args={draft.args}
          onChange={(args) => change({ args })}
        />
      </ValueEditor>
      <SendOptionsView
        draft={draft}
        change={change}
        examples={examples}
        onExample={(args) => {
          change({ args });
          setVersion(version + 1);
        }}
      />
      <div class="send-row">
        {usable.length > 0 && (
          <label class="as">
            <span>as</span>
            <select value={String(chosen?.id)} onChange={({ currentTarget }) => setChosen(Number(currentTarget.value))}>
              {usable.map(({ id, settings, namespace: name }) => (
                <option key={id} value={String(id)}>
                  {settings.name}
                  {name === settings.template ? '' : ` in ${name}`}
                </option>
              ))}
            </select>
          </label>
        )}
        {state.loaded.settings.dryRun && (
          <button type="button" disabled={!canSend} onClick={runDry} title="Runs on the server, and sends nothing">
            Dry run
          </button>
        )}
        <button type="submit" class="primary" disabled={!canSend} title="Ctrl + Enter">
          {phase === 'connected'
            ? 'Send'
            : needsSettings(entry) || phase === 'refused'
              ? 'Connect …'
              : 'Connect and send'}
        </button>
      </div>
      {outcome && <OutcomeView outcome={outcome} mistakes={mistakes} />}
    </form>
  );
}

function usePhase(connection: Connection | undefined): string | undefined {
  const nothing = useMemo(() => new Store(undefined), []);
  return useStore<{ phase: string } | undefined>(connection?.state ?? nothing)?.phase;
}

/** Connects where it has to, and sends once it is connected; not at all where it is refused. */
function whenConnected(connection: Connection, send: (connection: Connection) => void): void {
  void connection.connect();
  const stop = connection.state.subscribe(() => {
    const { phase } = connection.state.value;
    if (phase === 'connecting') return;
    stop();
    if (phase === 'connected') send(connection);
  });
}
