import type { JSX } from 'preact';
import { useConsole } from '../console-state';
import { type NamespaceEntry, shownName } from '../contract/entries';
import { SchemaView } from '../schema/schema-view';
import { Fact, HandshakeFacts, Part } from './event-page';

/** One namespace: its gateways, who may connect, what may be sent and what the server emits. */
export function NamespacePage({ entry }: { entry: NamespaceEntry }): JSX.Element {
  const state = useConsole();
  const { definitions } = state.loaded.contract;
  const { namespace, path, events, emitted } = entry;
  return (
    <article class="event">
      <header class="event-head">
        <p class="crumbs">
          <code>{path.path}</code>
          <span>
            {namespace.kind === 'name'
              ? 'namespace'
              : namespace.kind === 'pattern'
                ? 'pattern of namespaces'
                : 'RegExp of namespaces'}
          </span>
        </p>
        <h2>{namespace.name}</h2>
        {namespace.gateways.map(({ gateway, summary, description, deprecated }) => (
          <div key={gateway}>
            <p class="lead">
              {deprecated ? <s>{gateway}</s> : gateway}
              {summary && `: ${summary}`}
            </p>
            {description && <p class="words">{description}</p>}
          </div>
        ))}
        <button
          type="button"
          class="primary"
          onClick={() => (state.dialog.value = { choice: entry, settings: state.settingsFor(entry) })}
        >
          Connect …
        </button>
      </header>
      <section class="contract" aria-label="What the contract says">
        <Part title="You can send">
          {events.length === 0 && <p class="field-note">Nothing: its gateways handle no events.</p>}
          <ul class="links">
            {events.map(({ link, event }) => (
              <li key={link}>
                <a href={link}>{event.deprecated ? <s>{shownName(event)}</s> : shownName(event)}</a>
                {event.summary && <span class="summary">{event.summary}</span>}
              </li>
            ))}
          </ul>
        </Part>
        <Part title="The server emits">
          {emitted.length === 0 && <p class="field-note">The contract does not say. A gateway says it with @Emits.</p>}
          {emitted.length > 0 && (
            <dl class="members">
              {emitted.map(({ event }) => (
                <div class="member" key={event.event}>
                  <dt>
                    <code>{event.event}</code>
                  </dt>
                  <dd>
                    {event.description && <p class="field-note">{event.description}</p>}
                    {event.schema ? (
                      <SchemaView schema={event.schema} definitions={definitions} depth={1} />
                    ) : (
                      'without a payload'
                    )}
                  </dd>
                </div>
              ))}
            </dl>
          )}
        </Part>
        <Part title="To connect">
          <dl class="facts">
            <Fact name="Guards">
              {namespace.guards.length > 0
                ? namespace.guards.map((guard, index) => <code key={index}>{guard}</code>)
                : 'none'}
            </Fact>
            <Fact name="Transports">{path.transports.join(', ')}</Fact>
            <Fact name="Recovery">
              {path.recoveryWindowMs > 0 ? `a lost session is kept for ${path.recoveryWindowMs / 1_000} s` : 'off'}
            </Fact>
            <Fact name="Waiting events">at most {namespace.maxPendingEvents}, while it connects</Fact>
            {namespace.parameters.map(({ name, schema }) => (
              <Fact key={name} name={`:${name}`}>
                <SchemaView schema={schema} definitions={definitions} />
              </Fact>
            ))}
            <HandshakeFacts handshake={namespace.handshake} />
          </dl>
        </Part>
      </section>
    </article>
  );
}
