import type { JSX } from 'preact';
import type { DryRunEffect } from '../../../dry-run/result';
import { useConsole } from '../console-state';
import { type Mistake, titleOf } from '../form/mistakes';
import { redactorOf } from '../redact';
import { AnswerValue, Reason } from '../send/outcome-parts';
import { JsonView } from '../timeline/json-view';
import type { DryRun } from './dry-run';

interface Props {
  readonly run: DryRun;
  readonly mistakes: readonly Mistake[];
}

/** What an event would do, in the words of somebody who has not sent it. */
export function DryRunView({ run: { result, namespace }, mistakes }: Props): JSX.Element {
  const { acks } = useConsole().loaded.contract;
  const { connected, error, answer, disconnected, unfinished } = result;
  const effects = result.effects.filter(({ to, args }) => !error || to !== 'client' || args[0] !== 'error'); // it is told of already
  const onlySends = effects.every(({ what }) => what === 'emit');
  const value = acks === 'errorFirst' ? answer?.slice(1) : answer;
  return (
    <div class="outcome dry">
      <h3>
        Dry run<span class="field-hint">nothing was sent to anybody</span>
      </h3>
      {error && (
        <section class="would bad">
          <h4>{connected ? 'Would be refused' : 'Would not be let in'}</h4>
          <p class="field-note">{`${titleOf(error.code)}, code ${error.code}`}</p>
          <Reason reason={error.reason} mistakes={mistakes} />
        </section>
      )}
      {!error && value && (
        <section class="would">
          <h4>Would be answered</h4>
          <AnswerValue answer={value} />
        </section>
      )}
      {connected && (!error || effects.length > 0 || disconnected) && (
        <section class="would">
          <h4>{effects.length === 0 ? 'Would send nothing else' : onlySends ? 'Would send' : 'Would do'}</h4>
          {effects.length > 0 && (
            <ol class="effects">
              {effects.map((effect, index) => (
                <EffectView key={index} effect={effect} namespace={namespace} />
              ))}
            </ol>
          )}
          {disconnected && <p>The client would be disconnected.</p>}
        </section>
      )}
      {unfinished && (
        <p class="would bad">
          {unfinished === 'time'
            ? 'It was ended: it was not done in time.'
            : `It was ended: it would send more than ${effects.length} events.`}
        </p>
      )}
      <p class="field-note">What the handler does besides, such as writing to a database, has happened.</p>
    </div>
  );
}

function EffectView({ effect, namespace }: { effect: DryRunEffect; namespace: string }): JSX.Element {
  const redact = redactorOf(useConsole().loaded.settings.redact);
  const { what, args } = effect;
  const [name, ...rest] = args;
  const whom = whomOf(effect, namespace);
  if (what === 'emit' || what === 'server event') {
    return (
      <li>
        <p>
          <code>{String(name)}</code> to {what === 'emit' ? whom : 'the other servers'}
        </p>
        {rest.length > 0 && <JsonView value={redact(rest.length === 1 ? rest[0] : rest)} label={String(name)} />}
      </li>
    );
  }
  const does = { join: 'joins', leave: 'leaves', disconnect: 'is disconnected' }[what];
  return (
    <li>
      <p>
        {whom} {does} {args.length > 0 && <code>{args.join(', ')}</code>}
      </p>
    </li>
  );
}

function whomOf({ to, except, namespace: other }: DryRunEffect, namespace: string): JSX.Element {
  const where = other ?? namespace;
  const left = except.map((room) => (room === 'client' ? 'this client' : room)).join(', ');
  return (
    <span>
      {to === 'client' ? (
        'this client'
      ) : to === 'everyone' ? (
        <>
          everyone in <code>{where}</code>
        </>
      ) : (
        <>
          {to.length === 1 ? 'the room' : 'the rooms'} <code>{to.join(', ')}</code>
          {other !== undefined && ` of ${other}`}
        </>
      )}
      {left !== '' && ` but ${left}`}
    </span>
  );
}
