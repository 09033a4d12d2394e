import type { ComponentChildren, JSX } from 'preact';
import type { EventModel } from '../../../model/model';
import { useConsole } from '../console-state';
import { type EventEntry, shownName } from '../contract/entries';
import { SchemaView } from '../schema/schema-view';
import { SendPanel } from '../send/send-panel';

/** One event: what it is for, the form to send it, and what the contract says of it. */
export function EventPage({ entry }: { entry: EventEntry }): JSX.Element {
  const { loaded } = useConsole();
  const { event, gateway, namespace, path } = entry;
  const { definitions } = loaded.contract;
  const namespaceLink = entry.link.replace(/\/[^/]*?(\?.*)?$/, '/$1');
  return (
    <article class="event">
      <header class="event-head">
        <p class="crumbs">
          <a href={namespaceLink}>
            <code>{namespace.name}</code>
          </a>
          <span>{gateway.gateway}</span>
        </p>
        <h2>{event.deprecated ? <s>{shownName(event)}</s> : shownName(event)}</h2>
        {event.deprecated && <span class="badge bad">deprecated</span>}
        {event.tags?.map((tag) => (
          <span key={tag} class="badge">
            {tag}
          </span>
        ))}
        {event.summary && <p class="lead">{event.summary}</p>}
        {event.description && <p class="words">{event.description}</p>}
      </header>
      {!loaded.settings.readOnly && <SendPanel entry={entry} />}
      <section class="contract" aria-label="What the contract says">
        <Takes event={event} definitions={definitions} />
        <Part title="Answers">
          {event.streams && (
            <p class="field-note">A stream: each item comes as an event of the same name, and the answer ends it.</p>
          )}
          {event.answer ? (
            <SchemaView schema={event.answer} definitions={definitions} />
          ) : (
            <p class="field-note">The contract does not say. A gateway says it with @Returns.</p>
          )}
        </Part>
        {event.emits.length > 0 && (
          <Part title="Emits">
            <dl class="members">
              {event.emits.map((name) => {
                const emitted = gateway.emits.find((each) => each.event === name);
                return (
                  <div class="member" key={name}>
                    <dt>
                      <code>{name}</code>
                    </dt>
                    <dd>
                      {emitted?.description && <p class="field-note">{emitted.description}</p>}
                      {emitted?.schema ? (
                        <SchemaView schema={emitted.schema} definitions={definitions} depth={1} />
                      ) : (
                        'without a payload'
                      )}
                    </dd>
                  </div>
                );
              })}
            </dl>
          </Part>
        )}
        <Part title="Rules">
          <Rules event={event} pathName={path.path} />
        </Part>
      </section>
    </article>
  );
}

export function Part({ title, children }: { title: string; children: ComponentChildren }): JSX.Element {
  return (
    <section class="part">
      <h3>{title}</h3>
      {children}
    </section>
  );
}

type TakesProps = { readonly event: EventModel; readonly definitions: Parameters<typeof SchemaView>[0]['definitions'] };

function Takes({ event, definitions }: TakesProps): JSX.Element {
  const [only, ...others] = event.arguments;
  return (
    <Part title="Takes">
      {!only && (
        <p class="field-note">
          {event.rest
            ? 'Any arguments: its handler gets them as they are sent.'
            : 'Nothing: it is sent without a payload.'}
        </p>
      )}
      {only && others.length === 0 && <SchemaView schema={only.schema} definitions={definitions} />}
      {others.length > 0 && (
        <ol class="arguments">
          {event.arguments.map(({ schema, optional }, index) => (
            <li key={index}>
              <p class="field-hint">
                Argument {index + 1}
                {optional && ', may be left out'}
              </p>
              <SchemaView schema={schema} definitions={definitions} />
            </li>
          ))}
        </ol>
      )}
      {only && event.rest && <p class="field-note">More arguments may follow.</p>}
    </Part>
  );
}

function Rules({ event, pathName }: { event: EventModel; pathName: string }): JSX.Element {
  const { guards, rateLimits, timeoutMs, handler } = event;
  return (
    <dl class="facts">
      <Fact name="Handler">
        <code>{handler}</code>
      </Fact>
      <Fact name="Path">
        <code>{pathName}</code>
      </Fact>
      <Fact name="Guards">
        {guards.length > 0 ? guards.map((guard, index) => <code key={index}>{guard}</code>) : 'none'}
      </Fact>
      {rateLimits.length > 0 && (
        <Fact name="At most">
          {rateLimits
            .map(({ points, durationMs }) =>
              points === undefined ? 'a rate of its own' : `${points} in ${durationMs ?? 0} ms`,
            )
            .join(', ')}
        </Fact>
      )}
      {timeoutMs !== undefined && <Fact name="Ends after">{timeoutMs} ms</Fact>}
      <HandshakeFacts handshake={event.handshake} />
    </dl>
  );
}

export function Fact({ name, children }: { name: string; children: ComponentChildren }): JSX.Element {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** What has to come with the connection. */
export function HandshakeFacts({ handshake }: Pick<EventModel, 'handshake'>): JSX.Element {
  const { definitions } = useConsole().loaded.contract;
  const parts = (['auth', 'query', 'headers'] as const).flatMap((part) => {
    const schema = handshake[part];
    return schema ? [{ part, schema }] : [];
  });
  return (
    <>
      {parts.map(({ part, schema }) => (
        <Fact key={part} name={`Connect with ${part}`}>
          <SchemaView schema={schema} definitions={definitions} depth={1} />
        </Fact>
      ))}
    </>
  );
}
