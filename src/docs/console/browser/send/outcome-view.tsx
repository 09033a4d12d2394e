import type { JSX } from 'preact';
import { useConsole } from '../console-state';
import { DryRunView } from '../dry-run/dry-run-view';
import { type Mistake, titleOf } from '../form/mistakes';
import { AnswerValue, Reason } from './outcome-parts';
import { shownMs } from '../timeline/duration';
import { WhyView } from '../why/why-view';
import type { Outcome } from './sender';

export const CANCEL_HINT = 'The server is told to stop: nothing else of the connection ends';

interface Props {
  readonly outcome: Outcome;
  /** Those of the arguments, which stand at their fields too. */
  readonly mistakes: readonly Mistake[];
}

/** What came of the last sending, below the button that sent it; in development also why. */
export function OutcomeView(props: Props): JSX.Element {
  const { why } = props.outcome;
  return (
    <>
      <Answer {...props} />
      {why && <WhyView why={why} />}
    </>
  );
}

function Answer({ outcome, mistakes }: Props): JSX.Element {
  const { phase, error, answer = [], ms, items, connection, silence, dryRun } = outcome;
  if (dryRun) return <DryRunView run={dryRun} mistakes={mistakes} />;
  const time = ms === undefined ? '' : ` after ${shownMs(ms)}`;
  switch (phase) {
    case 'waiting':
      return <Waiting outcome={outcome} />;
    case 'sent':
      return <p class="outcome">Sent. No answer was asked for.</p>;
    case 'cancelled':
      return <p class="outcome">{`Cancelled${items > 0 ? ` after ${items} items` : ''}.`}</p>;
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

function Waiting({ outcome: { entry, items, connection, streams } }: Pick<Props, 'outcome'>): JSX.Element {
  const { sender } = useConsole();
  return (
    <div class="outcome waiting">
      <p>{items > 0 ? `${items} items so far …` : `Waiting for an answer to ${connection} …`}</p>
      <button
        type="button"
        class="small"
        onClick={() => sender.cancel(entry)}
        title={streams ? CANCEL_HINT : 'The server goes on with it'}
      >
        {streams ? 'Cancel' : 'Stop waiting'}
      </button>
    </div>
  );
}
