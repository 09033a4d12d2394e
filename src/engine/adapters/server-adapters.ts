import type { Namespace, Server, ServerOptions } from 'socket.io';
import { RECORDED_SHARES } from '../../contract/defaults';
import type { Settings } from '../../contract/settings';
import type { CheckedEmits } from '../writes/checked-emits';
import { type Adapter, type AdapterFactory, keepsSessions } from '../internals/adapters';
import { AdapterMaker } from './adapter-maker';
import { OutgoingPackets } from './outgoing-packets';
import { memoryAdapter } from '../recovery/memory-adapter';
import type { Sessions } from '../recovery/sessions';

/** What is known of a namespace by its name. */
interface NamespaceLookup {
  /** Whether its clients are those of gateways. */
  isServed(name: string): boolean;
  /** What looks at all that is emitted there, if anything does. */
  checkOf(name: string): CheckedEmits | undefined;
}

/** The adapters of the namespaces of a server, whoever makes them, with what wraps them. */
export class ServerAdapters {
  readonly #path: string;
  readonly #settings: Settings;
  readonly #sessions: Sessions | undefined;
  readonly #namespaces: NamespaceLookup;
  #isWarned = false;

  /**
   * @param sessions where sessions can be recovered
   */
  constructor(path: string, settings: Settings, sessions: Sessions | undefined, namespaces: NamespaceLookup) {
    this.#path = path;
    this.#settings = settings;
    this.#sessions = sessions;
    this.#namespaces = namespaces;
  }

  /** The `adapter` option of a server; none where socket.io's own does. */
  option(options: Partial<ServerOptions>): Pick<Partial<ServerOptions>, 'adapter'> {
    if (options.adapter) return { adapter: this.#around(options.adapter) };
    if (!this.#sessions) return {};
    const { recoveryWindowMs, limits } = this.#settings;
    return {
      adapter: memoryAdapter(options, recoveryWindowMs, RECORDED_SHARES * limits.maxRecordedBytes, this.#guard),
    };
  }

  /** An adapter may also be given to the server itself, later. */
  install(io: Server): void {
    const set = io.adapter.bind(io) as (adapter?: AdapterFactory) => unknown;
    Object.assign(io, {
      adapter: (adapter?: AdapterFactory) => (adapter ? set(this.#around(adapter)) : set()),
    });
  }

  #around(factory: AdapterFactory): AdapterFactory {
    const maker = new AdapterMaker(factory, this.#path, this.#settings.logger);
    const make = (namespace: Namespace): Adapter => this.#guard(namespace, maker.make(namespace));
    // socket.io calls it with `new`, which gives the object that it returns.
    return function adapter(namespace: Namespace) {
      return make(namespace);
    };
  }

  readonly #guard = <Guarded extends Adapter>(namespace: Namespace, adapter: Guarded): Guarded => {
    const sessions = this.#namespaces.isServed(namespace.name) ? this.#sessions : undefined;
    const keeps = sessions && keepsSessions(adapter);
    const { limits, logger } = this.#settings;
    const recorded = keeps ? sessions.recorded : undefined;
    new OutgoingPackets(namespace, limits.maxDepth, recorded, logger).guard(adapter);
    if (keeps) sessions.guard(namespace, adapter);
    else if (sessions) this.#warn(adapter);
    this.#namespaces.checkOf(namespace.name)?.guard({ adapter });
    return adapter;
  };

  #warn(adapter: Adapter): void {
    if (this.#isWarned) return;
    this.#isWarned = true;
    this.#settings.logger.warn(
      `connectionStateRecovery is on, but the adapter keeps no sessions: ${adapter.constructor.name}`,
    );
  }
}
