import type { JSX } from 'preact';
import { useConsole } from '../console-state';
import { CopyButtons } from '../copying/copy-buttons';
import { shownMs } from './duration';
import { type Entry, KIND_NAMES } from './entry';
import { WhyView } from '../why/why-view';
import { JsonView } from './json-view';
import { timeOf } from './preview';

/** One entry whole: what it carried, what it answers, and its copies. */
export function EntryDetail({ entry }: { entry: Entry }): JSX.Element {
  const { selected, timeline } = useConsole();
  const why = entry.why ?? timeline.find(entry.answers ?? 0)?.why;
  const { kind, name, connection, at, ms, args, stream, answers, answeredBy, isWaiting } = entry;
  return (
    <section class="detail" aria-label={`${KIND_NAMES[kind]}: ${name}`}>
      <div class="section-head">
        <h3>
          <code>{name}</code>
        </h3>
        <button
          type="button"
          class="small quiet"
          aria-label="Close the entry"
          onClick={() => (selected.value = undefined)}
        >
          ✕
        </button>
      </div>
      <p class="field-hint">
        {`${kind === 'connection' ? 'Connection' : KIND_NAMES[kind].replace(/s$/, '')} · ${connection.name} · ${connection.namespace} · ${timeOf(at)}`}
        {ms !== undefined && ` · ${shownMs(ms)}`}
        {isWaiting && ' · waiting for an answer'}
        {answers !== undefined && (
          <button type="button" class="link" onClick={() => (selected.value = answers)}>
            what it answers
          </button>
        )}
        {answeredBy !== undefined && (
          <button type="button" class="link" onClick={() => (selected.value = answeredBy)}>
            its answer
          </button>
        )}
      </p>
      {args.length === 0 && <p class="field-note">{kind === 'connection' ? '' : 'Without a payload.'}</p>}
      {args.length === 1 && <JsonView value={args[0]} label="Payload" />}
      {args.length > 1 &&
        args.map((arg, index) => <JsonView key={index} value={arg} label={`Argument ${index + 1}`} />)}
      {stream && (
        <>
          <h4>{`${stream.count} items${stream.newest.length < stream.count ? `, the last ${stream.newest.length} of them` : ''}`}</h4>
          <JsonView value={stream.newest} label="Items" />
        </>
      )}
      {why && <WhyView why={why} />}
      <CopyButtons entry={entry} />
    </section>
  );
}
