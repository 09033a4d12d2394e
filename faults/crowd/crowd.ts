import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from '../random';
import type { Said } from '../servers/scenario';
import { Client, type Outcome } from './client';

const CLIENTS_PER_ROOM = 10;
/** Each client asks about once in so many milliseconds. */
const EVERY_MS = 2_000;
const TICK_MS = 20;
/** So many ticks that did not come are made up for at most. */
const MOST_TICKS = 10;
const PATIENCE_MS = 30_000;

/** A request, and what became of it. */
export interface Asked {
  readonly id: number;
  readonly room: string;
  readonly at: number;
  outcome?: Outcome;
}

/** All clients: while they talk, each asks now and then for something that some room is told. */
export class Crowd {
  readonly clients: readonly Client[];
  readonly asked: Asked[] = [];
  /** Since when a client is back, after {@link watchFor}. */
  readonly back = new Map<Client, number>();
  #since = Infinity;
  #isTalking = false;
  #running = 0;
  readonly #random: Random;

  constructor(url: string, count: number, random: Random) {
    this.#random = random;
    const notice = (client: Client, said: Said): void => this.#notice(client, said);
    this.clients = Array.from(
      { length: count },
      (_, index) => new Client(url, `room-${Math.floor(index / CLIENTS_PER_ROOM)}`, notice),
    );
  }

  async connected(): Promise<void> {
    const all = Promise.all(this.clients.map((client) => client.connected()));
    const late = pause(PATIENCE_MS, 'late', { ref: false });
    if ((await Promise.race([all, late])) === 'late') throw new Error('Not all clients could connect');
  }

  /** Until {@link fallSilent}. */
  talk(): void {
    this.#isTalking = true;
    void this.#keepTalking();
  }

  /** Resolves when all requests have an outcome. */
  async fallSilent(): Promise<void> {
    this.#isTalking = false;
    while (this.#running > 0) await pause(TICK_MS);
  }

  /** From now on a client is back when it hears what another node than its own was asked from now on. */
  watchFor(): void {
    this.#since = this.asked.length;
    this.back.clear();
  }

  /** How many requests were sent again, each time by itself. */
  get again(): number {
    return this.clients.reduce((sum, { tries }) => sum + tries, 0) - this.asked.length;
  }

  /** Of the clients, how many are connected to each node, as far as they know. */
  countsByNode(): Map<string, number> {
    const counts = new Map<string, number>();
    for (const { node } of this.clients) if (node) counts.set(node, (counts.get(node) ?? 0) + 1);
    return counts;
  }

  leave(): void {
    this.#isTalking = false;
    for (const client of this.clients) client.leave();
  }

  async #keepTalking(): Promise<void> {
    const perTick = (this.clients.length * TICK_MS) / EVERY_MS;
    let [due, last] = [0, Date.now()];
    while (this.#isTalking) {
      const now = Date.now();
      due += perTick * Math.min((now - last) / TICK_MS, MOST_TICKS); // a machine with other work is late
      last = now;
      for (; due >= 1; due -= 1) void this.#say(this.#random.pick(this.clients));
      await pause(TICK_MS);
    }
  }

  async #say(client: Client): Promise<void> {
    if (!client.isConnected) return;
    const asked: Asked = { id: this.asked.length, room: this.#random.pick(this.clients).room, at: Date.now() };
    this.asked.push(asked);
    this.#running += 1;
    asked.outcome = await client.say(asked.id, asked.room);
    this.#running -= 1;
  }

  #notice(client: Client, { id, node }: Said): void {
    if (id >= this.#since && client.node && client.node !== node && !this.back.has(client)) {
      this.back.set(client, Date.now());
    }
  }
}
