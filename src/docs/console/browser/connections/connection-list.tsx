import type { JSX } from 'preact';
import { useConsole } from '../console-state';
import { useStore } from '../store';
import type { Connection, ConnectionState } from './connection';

const PHASES: Readonly<Record<ConnectionState['phase'], string>> = {
  idle: 'not connected',
  connecting: 'connecting …',
  connected: 'connected',
  lost: 'lost, connecting again …',
  refused: 'refused',
  left: 'disconnected',
};

/** All connections side by side, each with what one can do to it. */
export function ConnectionList(): JSX.Element {
  const state = useConsole();
  const all = useStore(state.connections);
  const target = useStore(state.target);
  const choice = target.kind === 'event' || target.kind === 'namespace' ? target.entry : state.entries[0];
  return (
    <section class="connections" aria-labelledby="connections-title">
      <div class="section-head">
        <h2 id="connections-title">Connections</h2>
        {choice && (
          <button
            type="button"
            class="small"
            onClick={() => (state.dialog.value = { choice, settings: state.settingsFor(choice) })}
          >
            New connection …
          </button>
        )}
      </div>
      {all.length === 0 ? (
        <p class="hint">None yet. Each is a client of its own: open two, and see in both what the server broadcasts.</p>
      ) : (
        <ul>
          {all.map((connection) => (
            <Row key={connection.id} connection={connection} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Row({ connection }: { connection: Connection }): JSX.Element {
  const state = useConsole();
  const { phase, transport, recovered, refusal, reason } = useStore(connection.state);
  const { name } = connection.settings;
  const choice = state.choiceOf(connection.settings);
  const isOn = phase === 'connected';
  const change = (): void => {
    if (choice) state.dialog.value = { choice, settings: connection.settings, replaces: connection };
  };
  return (
    <li class="connection" data-phase={phase} aria-label={`Connection ${name}`}>
      <span class={`name tone-${connection.id % 6}`}>{name}</span>
      <span class="where">
        <code>{connection.namespace}</code>
        <span class="state">
          {PHASES[phase]}
          {isOn && transport && `, ${transport}`}
          {isOn && recovered && ', recovered'}
          {phase === 'left' && reason && `: ${reason}`}
        </span>
      </span>
      <span class="actions">
        {isOn && (
          <button
            type="button"
            class="small quiet"
            title="Cut the connection, as a bad network does"
            onClick={() => connection.drop()}
          >
            Drop
          </button>
        )}
        {isOn || phase === 'lost' || phase === 'connecting' ? (
          <button type="button" class="small quiet" onClick={() => connection.leave()}>
            Leave
          </button>
        ) : (
          <button type="button" class="small quiet" onClick={() => void connection.connect()}>
            Connect
          </button>
        )}
        <button type="button" class="small quiet" onClick={change}>
          Change …
        </button>
        <button
          type="button"
          class="small quiet"
          aria-label={`Remove connection ${name}`}
          onClick={() => state.remove(connection)}
        >
          ✕
        </button>
      </span>
      {refusal && (
        <p class="refusal">
          <strong>{refusal.title}.</strong> {refusal.sentence}
          {refusal.mistakes.length > 0 && (
            <>
              {': '}
              {refusal.mistakes
                .map(({ in: part, path, message }) => `${[part, ...path].join('.')} ${message}`)
                .join('; ')}
            </>
          )}
        </p>
      )}
    </li>
  );
}
