import type { EventMessage } from '../channels';
import { DEFAULT_LIMITS } from '../contract/limits';
import { WsStatus } from '../errors';
import type { GatewayRegistry } from '../registry/definitions';

/** The value of a label for whatever is not known: clients name events and namespaces as they like. */
export const OTHER = 'other';

const CODES: ReadonlySet<number> = new Set(Object.values(WsStatus));
const LIMITS: ReadonlySet<string> = new Set([...Object.keys(DEFAULT_LIMITS), 'maxPendingEvents', '@RateLimit']);
/** @see https://socket.io/docs/v4/server-socket-instance/#disconnect */
const LEAVING: ReadonlySet<string> = new Set([
  'client namespace disconnect',
  'server namespace disconnect',
  'server shutting down',
  'ping timeout',
  'transport close',
  'transport error',
  'parse error',
  'forced close',
  'forced server close',
]);

export interface EventLabels {
  readonly gateway: string;
  readonly event: string;
}

interface EventSeries {
  readonly byName: Map<string, EventLabels>;
  readonly others: EventLabels;
}

const NOBODY: EventLabels = { gateway: OTHER, event: OTHER };

/** The values of labels: those of the registry and of fixed lists, and no others, whatever clients send. */
export class Labels {
  /** By the class of the gateway, its events. */
  readonly #events = new Map<string, EventSeries>();
  readonly #namespaces: readonly { readonly label: string; readonly matches: (name: string) => boolean }[];

  constructor({ gateways, servers }: GatewayRegistry) {
    for (const { gateway, handlers } of gateways) {
      const { name } = gateway;
      const { byName } = this.#events.get(name) ?? { byName: new Map<string, EventLabels>() };
      for (const event of handlers.flatMap(({ events }) => events)) byName.set(event, { gateway: name, event });
      this.#events.set(name, { byName, others: { gateway: name, event: OTHER } });
    }
    this.#namespaces = servers.flatMap(({ namespaces }) =>
      namespaces.map(({ name, pattern }) => {
        const label = String(name);
        return { label, matches: (asked) => asked === label || pattern?.test(asked) === true };
      }),
    );
  }

  /** The same object each time. */
  event({ gateway, event }: Pick<EventMessage, 'gateway' | 'event'>): EventLabels {
    const series = gateway === undefined ? undefined : this.#events.get(gateway);
    return series ? (series.byName.get(event) ?? series.others) : NOBODY;
  }

  /** @param name as registered, or as a client named it */
  namespace(name: string | undefined): string {
    return (name !== undefined && this.#namespaces.find(({ matches }) => matches(name))?.label) || OTHER;
  }

  /** `ok`, `cancelled`, a code of `WsStatus`, `4xxx` for one of the application's own. */
  code({ outcome, code }: Pick<EventMessage, 'outcome' | 'code'>): string {
    if (code === undefined) return outcome ?? OTHER;
    if (CODES.has(code)) return String(code);
    return code >= 4_000 && code < 5_000 ? '4xxx' : OTHER;
  }

  limit(name: string): string {
    return LIMITS.has(name) ? name : OTHER;
  }

  leaving(reason: string): string {
    return LEAVING.has(reason) ? reason : OTHER;
  }
}
