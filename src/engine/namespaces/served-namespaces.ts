import type { Namespace, Server, Socket } from 'socket.io';
import type { Settings } from '../../contract/settings';
import { type ErrorPayload, WsStatus } from '../../errors';
import type { LogFields } from '../../logger';
import type { NamespaceDefinition } from '../../registry/definitions';
import { addressOf, clientFacts } from '../client-facts';
import { namespacesOf, onUnknownNamespace } from '../internals/socket-io';
import { connectingNow } from '../limits/connects';
import { reportRefusal } from '../refusals';

const REASON = 'Nothing is served in this namespace';
/** So many namespaces are named in a message. */
const MAX_NAMES = 16;

/**
 * Refuses clients in namespaces that no gateway serves, unless the application itself listens there. socket.io would let
 * them in and ignore their events: the namespace `/` always exists, and a client that forgets another is in it.
 */
export class ServedNamespaces {
  readonly #definitions: readonly NamespaceDefinition[];
  readonly #settings: Settings;
  readonly #names: string;

  constructor(definitions: readonly NamespaceDefinition[], settings: Settings) {
    this.#definitions = definitions;
    this.#settings = settings;
    this.#names = namesOf(definitions);
  }

  /** @param closing settles when an earlier namespace of a name has closed */
  install(io: Server, closing: (name: string) => Promise<void> | undefined): void {
    for (const namespace of namespacesOf(io).values()) this.#watch(namespace);
    io.on('new_namespace', (namespace) => this.#watch(namespace));
    const { maxNamespaceLength } = this.#settings.limits;
    onUnknownNamespace(io, (name) => {
      const isTooLong = name.length > maxNamespaceLength;
      const why = isTooLong
        ? `its name is longer than ${maxNamespaceLength} characters (limits.maxNamespaceLength)`
        : 'there is no such namespace';
      const conn = connectingNow(io)?.conn;
      return {
        after: closing(name),
        isLegal: !isTooLong && name.startsWith('/'), // other parsers than socket.io's let any text pass
        decided: (exists) => {
          if (!exists) this.#report(io, name, why, conn ? { address: addressOf(conn, this.#settings.app) } : {});
        },
      };
    });
  }

  /** Whether the clients of a namespace are those of gateways. */
  includes(name: string): boolean {
    return this.definitionOf(name) !== undefined;
  }

  definitionOf(name: string): NamespaceDefinition | undefined {
    return this.#definitions.find((each) => (each.pattern ? each.pattern.test(name) : each.name === name));
  }

  #watch(namespace: Namespace): void {
    if (this.includes(namespace.name)) return;
    namespace.use((socket, next) => {
      if (isListenedTo(namespace) || isAskedByItself(socket)) {
        next();
        return;
      }
      const why = "no gateway serves it, and nothing listens to 'connection' there";
      this.#report(namespace.server, namespace.name, why, clientFacts(socket, this.#settings.app));
      const reason = this.#settings.exposeErrors ? `${REASON}; served are ${this.#names}` : REASON;
      const data: ErrorPayload = { code: WsStatus.UNSUPPORTED_DATA, reason, event: 'connect' };
      next(Object.assign(new Error(reason), { data }));
    });
  }

  #report(server: Server, requested: string, why: string, client: LogFields): void {
    const served = `${why}; served are ${this.#names}`;
    reportRefusal({ reason: 'namespace', requested, why: served, client }, this.#settings, server);
  }
}

/** The namespaces of gateways for a message, which stays short where there are hundreds. */
function namesOf(definitions: readonly NamespaceDefinition[]): string {
  const names = definitions.map(({ name }) => (typeof name === 'string' ? `'${name}'` : String(name)));
  const more = names.length - MAX_NAMES;
  return names.slice(0, MAX_NAMES).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

/** The application's own listeners, which may come and go. */
function isListenedTo(namespace: Namespace): boolean {
  return namespace.listenerCount('connection') + namespace.listenerCount('connect') > 0;
}

/** Clients of the third protocol are put into `/` unasked, and would take its refusal for their own. */
function isAskedByItself({ conn, nsp }: Socket): boolean {
  return conn.protocol === 3 && nsp.name === '/';
}
