import type { JSX } from 'preact';
import type { Why } from '../../../why/why';
import { shownMs } from '../timeline/duration';

const VERBS = { ok: 'Answered by', refused: 'Refused by', failed: 'Failed in', cancelled: 'Cancelled in' } as const;
const NOUNS: Readonly<Record<string, string>> = {
  limits: 'the limit',
  guards: 'the guard',
  interceptors: 'the interceptor',
  handler: 'the handler',
};
const STEPS = ['queue', 'limits', 'guards', 'validation', 'interceptors', 'handler', 'filters', 'reply'] as const;

/** What the server did with an event: the step that decided, and how long each took. */
export function WhyView({ why: { outcome, decidedBy, words, durations } }: { why: Why }): JSX.Element {
  const total = STEPS.reduce((sum, step) => sum + (durations[step] ?? 0), 0);
  const { step: decided = '', name = '' } = decidedBy ?? {};
  return (
    <div class="why" role="group" aria-label="Why" data-outcome={outcome}>
      <p>
        <strong>{`${VERBS[outcome]} ${NOUNS[decided] ?? decided} ${name}`}</strong>
        <span class="field-hint">{`${shownMs(total)} at the server`}</span>
      </p>
      {words && <p>{words}</p>}
      <ol>
        {STEPS.map((step) => {
          const ms = durations[step];
          return (
            ms !== undefined && (
              <li key={step} data-decided={step === decided}>
                <span>{step}</span>
                <span class="bar">
                  <i style={{ width: `${(100 * ms) / (total || 1)}%` }} />
                </span>
                <span class="ms">{ms < 0.05 ? '< 0.1 ms' : shownMs(ms)}</span>
              </li>
            )
          );
        })}
      </ol>
    </div>
  );
}
