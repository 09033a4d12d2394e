import type { JSX } from 'preact';
import { useConsole } from '../console-state';
import { type Mistake, mistakesIn, sentenceOf, titleOf } from '../form/mistakes';
import { fieldId, pathText } from '../form/value';
import { redactorOf } from '../redact';
import { JsonView } from '../timeline/json-view';
import type { Outcome } from './sender';

export const CANCEL_HINT = 'The client connects again: the server stops what it had asked for';

interface Props {
  readonly outcome: Outcome;
  /** Those of the arguments, which stand at their fields too. */
  readonly mistakes: readonly Mistake[];
}

/** What came of the last sending, below the button that sent it. */
export function OutcomeView({ outcome, mistakes }: Props): JSX.Element {
  const { phase, error, answer = [], ms, items, connection, silence } = outcome;
  const time = ms === undefined ? '' : ` after ${shownMs(ms)}`;
  switch (phase) {
    case 'waiting':
      return <Waiting outcome={outcome} />;
    case 'sent':
      return <p class="outcome">Sent. No answer was asked for.</p>;
    case 'silent':
      return <p class="outcome bad">{`${silence ?? 'No answer'}.`}</p>;
    case 'answered':
      return (
        <div class="outcome good">
          <h3>
            Answer<span class="field-hint">{`to ${connection}${time}${items > 0 ? `, and ${items} items` : ''}`}</span>
          </h3>
          <AnswerValue answer={answer} />
        </div>
      );
    case 'failed':
      return (
        <div class="outcome bad">
          <h3>
            {error ? titleOf(error.code) : 'Error'}
            <span class="field-hint">{error && `code ${error.code}${time}`}</span>
          </h3>
          {error && <Reason reason={error.reason} mistakes={mistakes} />}
        </div>
      );
  }
}

function Waiting({ outcome: { entry, items, connection } }: Pick<Props, 'outcome'>): JSX.Element {
  const { sender } = useConsole();
  return (
    <div class="outcome waiting">
      <p>{items > 0 ? `${items} items so far …` : `Waiting for an answer to ${connection} …`}</p>
      <button type="button" class="small" onClick={() => sender.cancel(entry)} title={CANCEL_HINT}>
        Cancel
      </button>
    </div>
  );
}

function AnswerValue({ answer }: { answer: readonly unknown[] }): JSX.Element {
  const { settings } = useConsole().loaded;
  const redact = redactorOf(settings.redact);
  if (answer.length === 0 || (answer.length === 1 && answer[0] === undefined))
    return <p class="field-note">Done. The answer has no value.</p>;
  return <JsonView value={redact(answer.length === 1 ? answer[0] : answer)} label="Answer" />;
}

/** Each mistake leads to its field; what came with the connection is said to. */
function Reason({ reason, mistakes }: { reason: unknown; mistakes: readonly Mistake[] }): JSX.Element {
  const all = mistakesIn(reason);
  if (all.length === 0) return <p>{sentenceOf(reason)}</p>;
  const ofConnection = all.filter((each) => !['body', 'args'].includes(each.in));
  return (
    <ul class="mistakes">
      {mistakes.map((mistake, index) => (
        <li key={index}>
          <button
            type="button"
            class="link"
            onClick={() => document.getElementById(fieldId('send', mistake.path))?.focus()}
          >
            {pathText(mistake.path.slice(1)) || 'payload'}
          </button>{' '}
          {mistake.message}
        </li>
      ))}
      {ofConnection.map((mistake, index) => (
        <li key={`connection ${index}`}>
          <code>{`${mistake.in}.${pathText(mistake.path)}`}</code> {mistake.message}{' '}
          <span class="field-hint">It comes with the connection: connect again with other settings.</span>
        </li>
      ))}
    </ul>
  );
}

export function shownMs(ms: number): string {
  return ms < 10 ? `${ms.toFixed(1)} ms` : ms < 10_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;
}
