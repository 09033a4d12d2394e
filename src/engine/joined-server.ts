import type { Namespace, Server } from 'socket.io';
import { bindToContext } from '../context';
import type { Settings } from '../contract/settings';
import type { NamespaceDefinition, ServerDefinition } from '../registry/definitions';
import { connectionOf } from './connections';
import { AcknowledgementCallbacks } from './internals/acknowledgements';
import { watchAcknowledgements } from './unacknowledged';
import { childrenOf, onChildCreated, removeParent } from './internals/parent-namespaces';
import { hasOwnParser, namespacesOf, onConnects, wrapDecoders } from './internals/socket-io';
import { Breaches } from './limits/breaches';
import { ConnectOrder, nameOf } from './limits/connect-order';
import { type DecoderRules, LimitedDecoder } from './limits/packets';
import { broadcastCopies } from './namespaces/child-namespaces';
import { PatternNamespaces } from './namespaces/pattern-namespaces';
import { inOrder, type PathServer } from './path-server';
import { tellRefusals } from './refusals';
import { checkAttachments } from './writes/attachments';
import type { CheckedEmits } from './writes/checked-emits';

/** What stays with a server of the application, however often gateways join it: it does nothing outside of an event. */
interface Lasting {
  readonly callbacks: AcknowledgementCallbacks;
  readonly namespaces: WeakSet<Namespace>;
  /** The namespaces that were made for gateways: the last host there takes them away. */
  readonly made: WeakSet<Namespace>;
  /** Those that are joined now. */
  readonly joined: Set<JoinedServer>;
}

const lasting = new WeakMap<Server, Lasting>();

/**
 * A socket.io server that the application made, which gateways join. Its handshakes, its adapter, its namespaces without
 * gateways and their clients are the application's: nothing here touches them.
 */
export class JoinedServer implements PathServer {
  readonly io: Server;
  readonly patterns: PatternNamespaces;
  readonly #definition: ServerDefinition;
  readonly #settings: Settings;
  readonly #emitChecks: ReadonlyMap<NamespaceDefinition, CheckedEmits>;
  /** Its namespaces without a pattern. */
  readonly #fixed: Namespace[] = [];
  readonly #parents: Namespace[] = [];
  #unwrapDecoders: (() => void) | undefined;
  #isOpen = false;

  constructor(
    io: Server,
    definition: ServerDefinition,
    settings: Settings,
    emitChecks: ReadonlyMap<NamespaceDefinition, CheckedEmits>,
  ) {
    this.io = io;
    this.#definition = definition;
    this.#settings = settings;
    this.patterns = new PatternNamespaces(settings);
    this.#emitChecks = emitChecks;
  }

  namespaces(): readonly (readonly [NamespaceDefinition, Namespace])[] {
    return inOrder(this.#definition.namespaces).map((definition) => {
      const isThere = typeof definition.name === 'string' && namespacesOf(this.io).has(definition.name);
      const namespace = this.io.of(definition.pattern ?? definition.name);
      const check = this.#emitChecks.get(definition);
      const { made } = this.#install(namespace);
      check?.guard(namespace);
      if (definition.pattern) this.#installParent(namespace, definition, check);
      else this.#fixed.push(namespace);
      if (!definition.pattern && !isThere) made.add(namespace);
      return [definition, namespace];
    });
  }

  /**
   * A callback of an acknowledgement runs in the context of the event that asked for it; and guards run once for a client
   * that asks for a namespace again while they do.
   */
  #install(namespace: Namespace): Lasting {
    const { io } = this;
    const known = lasting.get(io) ?? {
      callbacks: new AcknowledgementCallbacks(watchAcknowledgements(() => io, bindToContext)),
      namespaces: new WeakSet<Namespace>(),
      made: new WeakSet<Namespace>(),
      joined: new Set<JoinedServer>(),
    };
    if (!lasting.has(io)) checkAttachments(io, (nsp) => JoinedServer.#holderOf(nsp, known) !== undefined);
    lasting.set(io, known);
    if (known.namespaces.has(namespace)) return known;
    known.namespaces.add(namespace);
    known.callbacks.install(namespace);
    const { name } = namespace;
    tellRefusals(namespace, () => {
      const holder = JoinedServer.#holderOf(name, known);
      return holder && holder.#settings;
    });
    onConnects(namespace, {
      begun: (client) => {
        if (!JoinedServer.#holderOf(name, known)) return true;
        const connection = connectionOf(client.conn);
        if (connection.isConnectingTo(name)) return false;
        connection.client = client;
        connection.connectingTo(name);
        return true;
      },
      connected: ({ conn }) => connectionOf(conn).arrivedAt(name),
      refused: ({ conn }) => connectionOf(conn).arrivedAt(name),
    });
    return known;
  }

  #installParent(parent: Namespace, definition: NamespaceDefinition, check: CheckedEmits | undefined): void {
    this.#parents.push(parent);
    broadcastCopies(parent);
    check?.watch(parent);
    onChildCreated(parent, (child) => {
      this.#install(child);
      check?.guard(child);
    });
    this.patterns.install(parent, definition);
  }

  /** The HTTP server gives the requests to the application's server already; new connections are held to the limits. */
  open(): void {
    this.#isOpen = true;
    lasting.get(this.io)?.joined.add(this);
    const breaches = new Breaches(this.io, this.#settings);
    const { limits } = this.#settings;
    const rules: DecoderRules = {
      limits,
      breaches,
      connects: new ConnectOrder(this.#settings),
      isOwnParser: hasOwnParser(this.io),
      isHeld: (nsp, connection) => this.#isHeld(nameOf({ nsp }, connection)),
    };
    this.#unwrapDecoders = wrapDecoders(
      this.io,
      (decoder, conn) => new LimitedDecoder(decoder, connectionOf(conn), rules),
    );
  }

  /** Whose gateways have a namespace of that name now. */
  static #holderOf(name: string, { joined }: Lasting): JoinedServer | undefined {
    return [...joined].find((each) => each.#isHeld(name));
  }

  #isHeld(name: string): boolean {
    return this.#isOpen && this.#definition.namespaces.some((each) => each.pattern?.test(name) ?? each.name === name);
  }

  /** Its sessions are the application's. */
  sessionsIn(): number {
    return 0;
  }

  /** Takes away what was made for gateways; the clients of it have left. The server goes on. */
  async close(): Promise<void> {
    this.#isOpen = false;
    lasting.get(this.io)?.joined.delete(this);
    this.patterns.close();
    this.#unwrapDecoders?.();
    for (const check of this.#emitChecks.values()) check.stop();
    const unused = this.#fixed.filter((namespace) => !isListenedTo(namespace) && this.#takesAway(namespace));
    const children = this.#parents.flatMap((parent) => [...childrenOf(parent)]);
    for (const parent of this.#parents) removeParent(this.io, parent);
    const namespaces = namespacesOf(this.io);
    for (const each of [...unused, ...children]) if (namespaces.get(each.name) === each) namespaces.delete(each.name);
    for (const { adapter } of [...unused, ...children]) await adapter.close();
  }

  /** It was made for gateways, and no other host takes it away. */
  #takesAway(namespace: Namespace): boolean {
    return lasting.get(this.io)?.made.delete(namespace) === true;
  }
}

function isListenedTo(namespace: Namespace): boolean {
  return namespace.listenerCount('connection') + namespace.listenerCount('connect') > 0;
}
