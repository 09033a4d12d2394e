import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { Connection } from './connections/connection';
import { type ConnectionSettings, defaultSettings, type NamespaceChoice, namespaceOf } from './connections/settings';
import { entriesOf, type EventEntry, type NamespaceEntry, type Target, targetOf } from './contract/entries';
import type { Loaded } from './contract/load';
import { redactorOf } from './redact';
import { type Outcome, Sender } from './send/sender';
import { Store } from './store';
import { Timeline } from './timeline/timeline';
import { WhyFeed } from './why/why-feed';

/** The dialog to connect: for a namespace, or with the settings of a connection that was refused. */
export interface ConnectDialog {
  readonly choice: NamespaceChoice;
  readonly settings: ConnectionSettings;
  /** The connection to replace. */
  readonly replaces?: Connection;
}

/** Everything the page knows. */
export class ConsoleState {
  readonly entries: readonly NamespaceEntry[];
  readonly timeline: Timeline;
  readonly sender: Sender;
  readonly connections = new Store<readonly Connection[]>([]);
  readonly target: Store<Target>;
  /** What came of the last sending, by the link of the event. */
  readonly outcomes = new Store<ReadonlyMap<string, Outcome>>(new Map());
  readonly dialog = new Store<ConnectDialog | undefined>(undefined);
  /** What screen readers are told. */
  readonly news = new Store('');
  /** The part that a narrow screen shows. */
  readonly part = new Store<'find' | 'event' | 'timeline'>('find');
  /** The entry of the timeline that is shown whole. */
  readonly selected = new Store<number | undefined>(undefined);
  readonly server: string;
  readonly #whys: WhyFeed;
  #nextConnection = 0;

  constructor(readonly loaded: Loaded) {
    const { contract, settings, prefix } = loaded;
    this.entries = entriesOf(contract);
    this.timeline = new Timeline(redactorOf(settings.redact));
    this.#whys = new WhyFeed(settings.tellsWhy);
    this.sender = new Sender(this.timeline, contract.acks, this.#whys);
    this.server = location.origin + prefix;
    this.target = new Store(targetOf(location.hash, this.entries));
    if (this.target.value.kind !== 'home') this.part.value = 'event';
    addEventListener('hashchange', () => {
      this.target.value = targetOf(location.hash, this.entries);
      this.part.value = this.target.value.kind === 'home' ? 'find' : 'event';
    });
  }

  settingsFor(choice: NamespaceChoice): ConnectionSettings {
    return defaultSettings(choice, this.#freeName(), this.server);
  }

  choiceOf({ path, template }: Pick<ConnectionSettings, 'path' | 'template'>): NamespaceChoice | undefined {
    return this.entries.find((entry) => entry.path.path === path && entry.namespace.name === template);
  }

  /** Makes a connection and connects it. */
  connect(settings: ConnectionSettings, { namespace, path }: NamespaceChoice): Connection {
    this.#nextConnection += 1;
    const connection = new Connection(
      this.#nextConnection,
      settings,
      namespaceOf(settings, namespace.kind),
      this.timeline,
      path.recoveryWindowMs > 0,
      this.#whys,
    );
    this.connections.update((all) => [...all, connection]);
    connection.state.subscribe(() => this.#tell(connection));
    void this.#whys.open().then(() => connection.connect());
    return connection;
  }

  remove(connection: Connection): void {
    connection.leave();
    this.connections.update((all) => all.filter((each) => each !== connection));
    if (this.connections.value.length === 0) this.#whys.close();
  }

  setOutcome({ link }: EventEntry, outcome: Outcome): void {
    this.outcomes.update((all) => new Map([...all, [link, outcome]]));
  }

  #tell(connection: Connection): void {
    const { phase, refusal, recovered } = connection.state.value;
    const { name } = connection.settings;
    if (phase === 'connected')
      this.news.value = `${name} is connected${recovered ? ' again, and has recovered its session' : ''}`;
    if (phase === 'lost') this.news.value = `${name} has lost its connection`;
    if (phase === 'left') this.news.value = `${name} is disconnected`;
    if (phase === 'refused') this.news.value = `${name} was refused: ${refusal?.sentence ?? ''}`;
  }

  /** A, B, …, Z, Client 27. */
  #freeName(): string {
    const taken = new Set(this.connections.value.map(({ settings }) => settings.name));
    for (let index = 0; ; index += 1) {
      const name = index < 26 ? String.fromCharCode(65 + index) : `Client ${index + 1}`;
      if (!taken.has(name)) return name;
    }
  }
}

const Context = createContext<ConsoleState | undefined>(undefined);

export const ConsoleProvider = Context.Provider;

export function useConsole(): ConsoleState {
  const state = useContext(Context);
  if (!state) throw new Error('Outside of the console');
  return state;
}
