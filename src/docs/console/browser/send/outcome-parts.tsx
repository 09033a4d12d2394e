import type { JSX } from 'preact';
import { useConsole } from '../console-state';
import { type Mistake, mistakesIn, sentenceOf } from '../form/mistakes';
import { fieldId, pathText } from '../form/value';
import { redactorOf } from '../redact';
import { JsonView } from '../timeline/json-view';

export function AnswerValue({ answer }: { answer: readonly unknown[] }): JSX.Element {
  const { settings } = useConsole().loaded;
  const redact = redactorOf(settings.redact);
  if (answer.length === 0 || (answer.length === 1 && answer[0] === undefined))
    return <p class="field-note">Done. The answer has no value.</p>;
  return <JsonView value={redact(answer.length === 1 ? answer[0] : answer)} label="Answer" />;
}

/** Each mistake leads to its field; what came with the connection is said to. */
export function Reason({ reason, mistakes }: { reason: unknown; mistakes: readonly Mistake[] }): JSX.Element {
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
