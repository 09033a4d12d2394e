import { io, type Socket } from 'socket.io-client';
import { GatewayError, request } from '../../src/client';
import type { Said } from '../servers/scenario';

/** After so many milliseconds without an answer, in all tries, a request is lost without notice. */
const PATIENCE_MS = 60_000;

/** What became of a request. */
export type Outcome = 'acked' | 'refused' | 'cut' | 'lost';

/** From when a client had lost its connection until it was back, in milliseconds of the clock. */
export interface Absence {
  readonly from: number;
  /** As socket.io's client says it: `transport close`, say. */
  readonly reason: string;
  until: number;
  /** It was told that it has missed nothing. */
  recovered: boolean;
}

/** A client of socket.io's own, with its defaults, in one room. */
export class Client {
  readonly absences: Absence[] = [];
  /** When it heard of a request first, by the request's id. */
  readonly heard = new Map<number, number>();
  /** The node that it is connected to. */
  node: string | undefined;
  /** How many requests it has sent, each try by itself. */
  tries = 0;
  readonly #socket: Socket;

  constructor(
    url: string,
    readonly room: string,
    private readonly onSaid: (client: Client, said: Said) => void,
  ) {
    this.#socket = io(url, { auth: { room }, transports: ['websocket'], forceNew: true });
    this.#socket.on('disconnect', (reason) => {
      this.node = undefined;
      this.absences.push({ from: Date.now(), reason, until: Infinity, recovered: false });
    });
    this.#socket.on('connect', () => {
      const absence = this.absences.at(-1);
      if (absence) Object.assign(absence, { until: Date.now(), recovered: this.#socket.recovered });
    });
    this.#socket.on('node', (name: string) => (this.node = name));
    this.#socket.onAnyOutgoing(() => (this.tries += 1));
    this.#socket.on('said', (said: Said) => {
      this.heard.set(said.id, Date.now());
      this.onSaid(this, said);
    });
  }

  get isConnected(): boolean {
    return this.#socket.connected;
  }

  /** Resolves when it is connected, and knows its node; for ever where it never is. */
  connected(): Promise<void> {
    return new Promise((resolve) => {
      if (this.node) resolve();
      else this.#socket.once('node', () => resolve());
    });
  }

  /** Asks its node to tell a room; again where the connection is lost, or a node is to be asked later. */
  async say(id: number, room: string): Promise<Outcome> {
    try {
      const socket = this.#socket;
      await request({ socket, retry: true, timeoutMs: PATIENCE_MS }, 'say', { id, room });
      return 'acked';
    } catch (error) {
      if (error instanceof GatewayError) return 'refused';
      return String(error).includes('was not answered within') ? 'lost' : 'cut';
    }
  }

  leave(): void {
    this.#socket.disconnect();
  }
}
