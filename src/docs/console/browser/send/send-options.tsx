import type { JSX } from 'preact';
import { Details } from '../page/details';
import type { Draft } from './draft';

interface Props {
  readonly draft: Draft;
  readonly change: (changes: Partial<Draft>) => void;
  readonly examples: readonly (readonly unknown[])[];
  readonly onExample: (args: readonly unknown[]) => void;
}

/** What one rarely changes. */
export function SendOptionsView({ draft, change, examples, onExample }: Props): JSX.Element {
  const { acknowledge, timeoutMs } = draft;
  const summary = acknowledge ? `Asks for an answer, waits ${timeoutMs / 1_000} s` : 'Asks for no answer';
  return (
    <Details class="options" summary={draft.volatile ? `${summary}, volatile` : summary}>
      {() => (
        <div class="options-inside">
          <label class="check">
            <input
              type="checkbox"
              checked={acknowledge}
              onChange={({ currentTarget }) => change({ acknowledge: currentTarget.checked })}
            />
            Ask for an answer (acknowledgement)
          </label>
          {acknowledge && (
            <label class="inline">
              Wait, in seconds
              <input
                type="number"
                min="0.1"
                step="any"
                value={timeoutMs / 1_000}
                onChange={({ currentTarget }) =>
                  change({ timeoutMs: Math.max(1, Math.round(Number(currentTarget.value) * 1_000)) })
                }
              />
            </label>
          )}
          <label class="check">
            <input
              type="checkbox"
              checked={draft.volatile}
              onChange={({ currentTarget }) => change({ volatile: currentTarget.checked })}
            />
            Volatile: dropped where it cannot be sent at once
          </label>
          <div class="examples">
            {examples.map((args, index) => (
              <button key={index} type="button" class="small" onClick={() => onExample(args)}>
                {examples.length === 1 ? 'Fill in the example' : `Example ${index + 1}`}
              </button>
            ))}
          </div>
        </div>
      )}
    </Details>
  );
}
