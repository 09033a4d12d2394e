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

/** The values of labels: those of the registry and of fixed lists, and no others, whatever clients send. */
export class Labels {
  /** By the class of the gateway and the event. */
  readonly #events = new Set<string>();
  readonly #namespaces: readonly { readonly label: string; readonly matches: (name: string) => boolean }[];

  constructor({ gateways, servers }: GatewayRegistry) {
    for (const { gateway, handlers } of gateways) {
      for (const event of handlers.flatMap(({ events }) => events))
        this.#events.add(JSON.stringify([gateway.name, event]));
    }
    this.#namespaces = servers.flatMap(({ namespaces }) =>
      namespaces.map(({ name, pattern }) => {
        const label = String(name);
        return { label, matches: (asked) => asked === label || pattern?.test(asked) === true };
      }),
    );
  }

  event({ gateway, event }: Pick<EventMessage, 'gateway' | 'event'>): {
    readonly gateway: string;
    readonly event: string;
  } {
    if (gateway === undefined) return { gateway: OTHER, event: OTHER };
    return { gateway, event: this.#events.has(JSON.stringify([gateway, event])) ? event : OTHER };
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
