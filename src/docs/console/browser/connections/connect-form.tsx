import type { JSX } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { JsonSchema } from '../../../json-schema/types';
import { type ConnectDialog, useConsole } from '../console-state';
import { FormOf } from '../form/form';
import type { Mistake } from '../form/mistakes';
import { HandshakePart, Parameters } from './handshake-part';
import type { Connection } from './connection';
import type { Refusal } from './refusal';
import { type ConnectionSettings, isForbiddenHeader } from './settings';

const TEXT_VALUES: JsonSchema = { type: 'object', additionalProperties: { type: 'string' } };

/** The dialog that makes a connection. It stays open until the server has let it in, and shows why it has not. */
export function ConnectForm({ dialog }: { dialog: ConnectDialog }): JSX.Element {
  const state = useConsole();
  const { choice } = dialog;
  const { namespace, path } = choice;
  const element = useRef<HTMLDialogElement>(null);
  const [settings, setSettings] = useState(dialog.settings);
  const [attempt, setAttempt] = useState(dialog.replaces);
  const [isReadable, setReadable] = useState(true);
  const refusal = useRefusal(attempt);
  const id = useId();
  useEffect(() => {
    element.current?.showModal();
  }, []);
  const change = (changes: Partial<ConnectionSettings>): void => setSettings((old) => ({ ...old, ...changes }));
  const close = (): void => {
    state.dialog.value = undefined;
  };
  const connect = (): void => {
    if (attempt) state.remove(attempt);
    const connection = state.connect(settings, choice);
    setAttempt(connection);
    const stop = connection.state.subscribe(() => {
      const { phase } = connection.state.value;
      if (phase === 'connecting') return;
      stop();
      if (phase === 'connected' && state.dialog.value === dialog) close();
    });
  };
  const schemas = namespace.handshake;
  const mistakes = refusal?.mistakes ?? [];
  const isWebSocketOnly = settings.transport === 'websocket';
  const forbidden = Object.keys(settings.headers ?? {}).filter(isForbiddenHeader);

  return (
    <dialog ref={element} class="connect" aria-labelledby={`${id}-title`} onClose={close}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (isReadable) connect();
        }}
      >
        <header>
          <h2 id={`${id}-title`}>
            Connect to <code>{namespace.name}</code>
          </h2>
          <button type="button" class="quiet small" onClick={close} aria-label="Close">
            ✕
          </button>
        </header>
        {refusal && <RefusalView refusal={refusal} guards={namespace.guards} />}
        <div class="field short">
          <label for={`${id}-name`}>Name</label>
          <input
            id={`${id}-name`}
            value={settings.name}
            maxLength={20}
            onInput={({ currentTarget }) => change({ name: currentTarget.value })}
          />
          <p class="field-note">Only for this page, to tell connections apart.</p>
        </div>
        {namespace.kind === 'regexp' && (
          <div class="field">
            <label for={`${id}-namespace`}>Namespace</label>
            <input
              id={`${id}-namespace`}
              required
              value={settings.typedName}
              placeholder="/…"
              onInput={({ currentTarget }) => change({ typedName: currentTarget.value })}
            />
            <p class="field-note">
              It has to match <code>{namespace.name}</code>
            </p>
          </div>
        )}
        {namespace.kind === 'pattern' && (
          <FormOf
            form={`${id}-param`}
            definitions={state.loaded.contract.definitions}
            mistakes={only(mistakes, 'param')}
            secrets={state.loaded.settings.redact}
          >
            <Parameters
              parameters={namespace.parameters}
              value={settings.parameters}
              onChange={(parameters) => change({ parameters })}
            />
          </FormOf>
        )}
        <HandshakePart
          title="Auth"
          note="What the client says who it is."
          schema={schemas.auth ?? TEXT_VALUES}
          form={`${id}-auth`}
          mistakes={only(mistakes, 'auth')}
          value={settings.auth}
          onChange={(auth) => change({ auth })}
          onReadable={setReadable}
          open
        />
        <HandshakePart
          title="Query"
          schema={schemas.query ?? TEXT_VALUES}
          form={`${id}-query`}
          mistakes={only(mistakes, 'query')}
          value={settings.query}
          onChange={(query) => change({ query })}
          onReadable={setReadable}
          open={schemas.query !== undefined}
        />
        <HandshakePart
          title="Headers"
          note={
            isWebSocketOnly
              ? 'A browser sends no headers of a page with a WebSocket: choose a transport that begins with polling.'
              : forbidden.length > 0
                ? `A browser does not let a page set ${forbidden.join(', ')}: it is not sent. Cookies of this page are sent anyway.`
                : 'Sent with the first request, which is polling. Cookies of this page are sent anyway.'
          }
          isWarning={isWebSocketOnly || forbidden.length > 0}
          schema={schemas.headers ?? TEXT_VALUES}
          form={`${id}-headers`}
          mistakes={only(mistakes, 'headers', 'header')}
          value={settings.headers}
          onChange={(headers) => change({ headers })}
          onReadable={setReadable}
          open={schemas.headers !== undefined}
        />
        <details class="options">
          <summary>Transport and address</summary>
          <div class="options-inside">
            <div class="inline">
              <label for={`${id}-transport`}>Transport</label>
              <select
                id={`${id}-transport`}
                value={settings.transport}
                onChange={({ currentTarget }) =>
                  change({ transport: currentTarget.value as ConnectionSettings['transport'] })
                }
              >
                {path.transports.length > 1 && <option value="both">Polling, then WebSocket</option>}
                {path.transports.includes('websocket') && <option value="websocket">WebSocket only</option>}
                {path.transports.includes('polling') && <option value="polling">Polling only</option>}
              </select>
            </div>
            <div class="inline">
              <label for={`${id}-server`}>Server</label>
              <input
                id={`${id}-server`}
                type="url"
                required
                value={settings.server}
                onInput={({ currentTarget }) => change({ server: currentTarget.value })}
              />
            </div>
            {path.customParser && (
              <div class="inline">
                <label for={`${id}-parser`}>Parser</label>
                <select
                  id={`${id}-parser`}
                  value={settings.parser}
                  onChange={({ currentTarget }) =>
                    change({ parser: currentTarget.value as ConnectionSettings['parser'] })
                  }
                >
                  <option value="msgpack">socket.io-msgpack-parser</option>
                  <option value="default">socket.io-parser</option>
                </select>
                <span class="field-note">The server has its own parser. This page speaks these two.</span>
              </div>
            )}
          </div>
        </details>
        <footer>
          <button type="button" onClick={close}>
            Cancel
          </button>
          <button type="submit" class="primary" disabled={!isReadable}>
            Connect
          </button>
        </footer>
      </form>
    </dialog>
  );
}

function useRefusal(connection: Connection | undefined): Refusal | undefined {
  const [, refresh] = useState({});
  useEffect(() => connection?.state.subscribe(() => refresh({})), [connection]);
  return connection?.state.value.refusal;
}

function only(mistakes: readonly Mistake[], ...parts: readonly string[]): readonly Mistake[] {
  return mistakes.filter((mistake) => parts.includes(mistake.in));
}

function RefusalView({ refusal, guards }: { refusal: Refusal; guards: readonly string[] }): JSX.Element {
  return (
    <div class="outcome bad" role="alert">
      <h3>
        {refusal.title}
        {refusal.code !== undefined && <span class="field-hint">code {refusal.code}</span>}
      </h3>
      <p>{refusal.sentence}</p>
      {refusal.hint && <p>{refusal.hint}</p>}
      {refusal.code === 1008 && guards.length > 0 && <p class="field-note">Asked were: {guards.join(', ')}.</p>}
    </div>
  );
}
