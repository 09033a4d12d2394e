import type { JSX } from 'preact';
import { CONNECT, type Why } from '../../../why/why';
import { shownMs } from '../timeline/duration';

const VERBS = { ok: 'Answered by', refused: 'Refused by', failed: 'Failed in', cancelled: 'Cancelled in' } as const;
const NOUNS: Readonly<Record<string, string>> = {
  limits: 'the limit',
  guards: 'the guard',
  interceptors: 'the interceptor',
  handler: 'the handler',
};
/** A client's way into a namespace has steps of the same names. */
const OF_CONNECT: Readonly<Record<string, string>> = {
  validation: 'the schema of the',
  handler: '@OnConnected',
};
const STEPS = ['queue', 'limits', 'guards', 'validation', 'interceptors', 'handler', 'filters', 'reply'] as const;

/** What the server did with an event, or with a client that connects: the step that decided, and how long each took. */
export function WhyView({ why: { event, outcome, decidedBy, words, durations } }: { why: Why }): JSX.Element {
  const total = STEPS.reduce((sum, step) => sum + (durations[step] ?? 0), 0);
  const { step: decided = '', name = '' } = decidedBy ?? {};
  const isConnect = event === CONNECT;
  const noun = (isConnect && OF_CONNECT[decided]) || (NOUNS[decided] ?? decided);
  return (
    <div class="why" role="group" aria-label="Why" data-outcome={outcome}>
      <p>
        <strong>{isConnect && outcome === 'ok' ? 'Let in' : `${VERBS[outcome]} ${noun} ${name}`}</strong>
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
