import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useConsole } from '../console-state';
import { toJson } from '../form/value';
import { redactorOf } from '../redact';
import type { Entry } from '../timeline/entry';
import { copy } from './clipboard';
import { requestCode, type Source, testCode } from './entry-code';

/** Copies an entry as JSON; an event that was sent, or its answer, as code too. */
export function CopyButtons({ entry }: { entry: Entry }): JSX.Element {
  const state = useConsole();
  const [told, setTold] = useState('');
  const [uncopied, setUncopied] = useState('');
  useEffect(() => {
    setTold('');
    setUncopied('');
  }, [entry.id]);
  const source = sourceOf(entry, state);
  const doCopy = async (what: string, text: string): Promise<void> => {
    const isCopied = await copy(text);
    setTold(isCopied ? `${what} is copied` : 'The browser does not let the page copy. Here it is:');
    setUncopied(isCopied ? '' : text);
  };
  return (
    <div class="copies">
      {source && (
        <>
          <button type="button" class="small" onClick={() => void doCopy('The code', requestCode(source))}>
            Copy as code
          </button>
          <button type="button" class="small" onClick={() => void doCopy('The test', testCode(source))}>
            Copy as test
          </button>
        </>
      )}
      <button type="button" class="small" onClick={() => void doCopy('The JSON', jsonOf(entry))}>
        Copy as JSON
      </button>
      <span class="field-hint" role="status">
        {told}
      </span>
      {uncopied && <textarea class="code" readOnly rows={8} aria-label="What could not be copied" value={uncopied} />}
    </div>
  );
}

function sourceOf(entry: Entry, state: ReturnType<typeof useConsole>): Source | undefined {
  const { timeline, loaded, entries, server } = state;
  const sent = entry.kind === 'sent' ? entry : entry.answers === undefined ? undefined : timeline.find(entry.answers);
  if (!sent) return undefined;
  const redact = redactorOf(loaded.settings.redact);
  const { connection } = sent;
  const namespace = entries.find(
    (each) => each.path.path === connection.path && each.namespace.name === connection.template,
  );
  return {
    sent: { ...sent, connection: { ...connection, auth: redact(connection.auth), query: redact(connection.query) } },
    answer: sent.answeredBy === undefined ? undefined : timeline.find(sent.answeredBy),
    server,
    acks: loaded.contract.acks,
    event: namespace?.events.find(({ event }) => event.event === sent.name),
  };
}

function jsonOf({ at, connection, kind, name, args, ms, stream }: Entry): string {
  return toJson({
    at: new Date(at).toISOString(),
    connection: connection.name,
    path: connection.path,
    namespace: connection.namespace,
    kind,
    event: name,
    args,
    ...(ms !== undefined && { ms: Math.round(ms * 10) / 10 }),
    ...(stream && { items: stream.newest }),
  });
}
