import type {
  ContractModel,
  EmittedEventModel,
  EventModel,
  GatewayModel,
  NamespaceModel,
  PathModel,
} from '../../../model/model';

/** A namespace with all that stands in it, and the address of its page. */
export interface NamespaceEntry {
  readonly link: string;
  readonly path: PathModel;
  readonly namespace: NamespaceModel;
  readonly events: readonly EventEntry[];
  readonly emitted: readonly EmittedEntry[];
}

/** An event that clients may send. */
export interface EventEntry {
  readonly link: string;
  readonly path: PathModel;
  readonly namespace: NamespaceModel;
  readonly gateway: GatewayModel;
  readonly event: EventModel;
}

/** An event that the server emits; it is described on the page of its namespace. */
export interface EmittedEntry {
  readonly link: string;
  readonly gateway: GatewayModel;
  readonly event: EmittedEventModel;
}

/** Every namespace of the contract, with links as `#/chat/say` that stay the same as long as the names do. */
export function entriesOf({ paths }: ContractModel): readonly NamespaceEntry[] {
  const all = paths.flatMap((path) => path.namespaces.map((namespace) => ({ path, namespace })));
  return all.map(({ path, namespace }) => {
    const isTaken = all.some((other) => other.path !== path && other.namespace.name === namespace.name);
    const base = linkOf(namespace);
    const suffix = isTaken ? `?path=${encodeURIComponent(path.path)}` : '';
    return {
      link: `#${base}/${suffix}`,
      path,
      namespace,
      events: namespace.gateways.flatMap((gateway) =>
        gateway.events.map((event) => ({
          link: `#${base}/${encodeURIComponent(event.event)}${suffix}`,
          path,
          namespace,
          gateway,
          event,
        })),
      ),
      emitted: namespace.gateways.flatMap((gateway) =>
        gateway.emits.map((event) => ({ link: `#${base}/${suffix}`, gateway, event })),
      ),
    };
  });
}

/** `/` is nothing, so that its events are `#/say`; a RegExp is one part. */
function linkOf({ name, kind }: NamespaceModel): string {
  if (kind === 'regexp') return `/~${encodeURIComponent(name)}`;
  return name === '/' ? '' : encodeURI(name).replace(/[?#]/g, encodeURIComponent);
}

/** What a link points to. */
export type Target =
  | { readonly kind: 'home' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'namespace'; readonly entry: NamespaceEntry }
  | { readonly kind: 'event'; readonly entry: EventEntry };

export function targetOf(hash: string, entries: readonly NamespaceEntry[]): Target {
  if (hash === '' || hash === '#') return { kind: 'home' };
  for (const namespace of entries) {
    // An event wins where a namespace has its name: the link of the namespace ends with a slash.
    const event = namespace.events.find(({ link }) => link === hash);
    if (event) return { kind: 'event', entry: event };
  }
  const entry = entries.find(({ link }) => link === hash || link === `${hash}/`);
  return entry ? { kind: 'namespace', entry } : { kind: 'unknown' };
}

/** The name of an event as it is shown: `any other event` for `@OnUnknownEvent`. */
export function shownName({ any, event }: Pick<EventModel, 'any' | 'event'>): string {
  return any ? 'any other event' : event;
}
