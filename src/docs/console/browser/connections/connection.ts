import type { Socket } from 'socket.io-client';
import { STREAM_ITEM } from '../../../../client/stream-protocol';
import { Store } from '../store';
import type { ConnectionLabel, Entry, NewEntry } from '../timeline/entry';
import type { Timeline } from '../timeline/timeline';
import { loadClient } from './client-library';
import { isOffsetEvent, withoutOffset } from './offset';
import { type Refusal, refusalIn } from './refusal';
import type { WhyFeed } from '../why/why-feed';
import { type ConnectionSettings, headersOf, objectOf, textsOf } from './settings';

export type Phase = 'idle' | 'connecting' | 'connected' | 'lost' | 'refused' | 'left';

export interface ConnectionState {
  readonly phase: Phase;
  readonly sid?: string;
  /** `polling` or `websocket`. */
  readonly transport?: string;
  /** The session went on where it was lost. */
  readonly recovered?: boolean;
  readonly refusal?: Refusal;
  /** Why it ended, in socket.io's words. */
  readonly reason?: string;
}

/** Reconnect soon: somebody is watching. */
const RECONNECTION = { reconnectionDelay: 400, reconnectionDelayMax: 3_000 };

/** One client of a namespace, with a connection of its own. */
export class Connection {
  readonly state = new Store<ConnectionState>({ phase: 'idle' });
  /** They get the server's events before those are in the timeline; `true` keeps one out of it. */
  readonly incoming = new Set<(event: string, args: readonly unknown[]) => boolean>();
  #socket: Socket | undefined;
  #settings: ConnectionSettings;
  /** Of the connection below socket.io that was opened last: its client forgets it where the server refuses it. */
  #engineId = '';

  constructor(
    readonly id: number,
    settings: ConnectionSettings,
    readonly namespace: string,
    readonly timeline: Timeline,
    readonly canRecover: boolean,
    readonly whys: WhyFeed,
  ) {
    this.#settings = settings;
  }

  get settings(): ConnectionSettings {
    return this.#settings;
  }

  get socket(): Socket | undefined {
    return this.#socket;
  }

  get label(): ConnectionLabel {
    const { name, path, template, auth, query } = this.#settings;
    return { id: this.id, name, path, namespace: this.namespace, template, auth, query };
  }

  rename(name: string): void {
    this.#settings = { ...this.#settings, name };
  }

  /** Connects, or connects again. */
  async connect(): Promise<void> {
    if (['connecting', 'connected'].includes(this.state.value.phase)) return;
    this.state.value = { phase: 'connecting' };
    try {
      this.#socket ??= await this.#createSocket();
      this.#socket.connect();
    } catch (error) {
      this.#refused(error instanceof Error ? error : new Error(String(error)));
    }
  }

  /** Cuts the connection below socket.io, as a bad network does: the client connects again by itself. */
  drop(): void {
    this.log('dropped', []);
    this.#socket?.io.engine.close();
  }

  leave(): void {
    const { phase } = this.state.value;
    this.#socket?.disconnect();
    if (phase === 'connected') return; // the disconnect event says the rest
    this.state.value = { phase: 'left', reason: 'you left' };
    this.log('left', []);
  }

  log(name: string, args: readonly unknown[], kind: NewEntry['kind'] = 'connection'): Entry {
    return this.timeline.add({ connection: this.label, kind, name, args });
  }

  /** Says in an entry why the server has let the client in, or has not. */
  #explain({ id }: Entry): void {
    this.whys.expectConnect(this.#engineId, (why) => this.timeline.change(id, { why }));
  }

  async #createSocket(): Promise<Socket> {
    const { server, path, auth, query, headers, transport, parser } = this.#settings;
    const io = await loadClient(parser);
    const address = new URL(server);
    const socket = io(address.origin + this.namespace, {
      path: address.pathname.replace(/\/$/, '') + path,
      forceNew: true,
      autoConnect: false,
      auth: objectOf(auth),
      query: textsOf(query),
      extraHeaders: headersOf(headers),
      transports: transport === 'both' ? ['polling', 'websocket'] : [transport],
      ...RECONNECTION,
    });
    this.#listen(socket);
    return socket;
  }

  #listen(socket: Socket): void {
    socket.io.on('open', () => {
      const { id = '' } = socket.io.engine as object as { readonly id?: string }; // its types hide it
      this.#engineId = id;
    });
    socket.on('connect', () => {
      const { engine } = socket.io;
      const connected = { sid: socket.id ?? '', recovered: socket.recovered, transport: engine.transport.name };
      this.#explain(this.log(socket.recovered ? 'recovered' : 'connected', [connected]));
      this.state.value = { phase: 'connected', ...connected };
      engine.on('upgrade', ({ name }) => this.state.update((state) => ({ ...state, transport: name })));
    });
    socket.on('connect_error', (error) => this.#refused(error));
    socket.on('disconnect', (reason) => {
      if (reason === 'io client disconnect') {
        this.state.value = { phase: 'left', reason: 'you left' };
        this.log('left', []);
        return;
      }
      this.state.value = { phase: socket.active ? 'lost' : 'left', reason };
      this.log(socket.active ? 'lost' : 'disconnected', [{ reason }]);
    });
    socket.onAny((event: string, ...received: unknown[]) => {
      if (isOffsetEvent(event) || event === STREAM_ITEM) return; // an item has its place with its stream
      const args = this.canRecover ? withoutOffset(received) : received;
      for (const take of this.incoming) if (take(event, args)) return;
      this.log(event, args, event === 'error' ? 'error' : 'received');
    });
  }

  #refused(error: Error): void {
    const refusal = refusalIn(error, this.#settings.transport);
    const isBeingLost = this.state.value.phase === 'lost' && this.#socket?.active;
    if (isBeingLost) return; // it tries again
    this.state.value = { phase: 'refused', refusal };
    const entry = this.log('refused', [refusal.wire], 'error');
    if (refusal.code !== undefined) this.#explain(entry);
    this.#socket?.disconnect(); // or it would try for ever
    this.#socket?.removeAllListeners();
    this.#socket = undefined;
  }
}
