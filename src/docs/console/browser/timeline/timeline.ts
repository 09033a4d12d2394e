import type { Redact } from '../redact';
import { Store } from '../store';
import type { Entry, NewEntry, Stream } from './entry';

/** Older entries are dropped. */
export const MAX_ENTRIES = 10_000;
/** Items that a stream keeps. */
const MAX_ITEMS = 100;

export interface TimelineState {
  readonly entries: readonly Entry[];
  /** Entries that came since the timeline was paused. */
  readonly held: number;
  readonly isPaused: boolean;
  readonly dropped: number;
}

const EMPTY: TimelineState = { entries: [], held: 0, isPaused: false, dropped: 0 };

/**
 * Everything that happened on all connections, in order. It is drawn at most once a frame, however much arrives.
 */
export class Timeline {
  readonly state = new Store<TimelineState>(EMPTY);
  readonly #redact: Redact;
  #entries: Entry[] = [];
  #nextId = 1;
  #dropped = 0;
  #isPaused = false;
  #shown: readonly Entry[] = [];
  #isScheduled = false;

  constructor(redact: Redact) {
    this.#redact = redact;
  }

  add(entry: NewEntry): Entry {
    const added: Entry = {
      ...entry,
      args: entry.args.map(this.#redact),
      id: this.#nextId,
      at: Date.now(),
    };
    this.#nextId += 1;
    this.#entries.push(added);
    if (this.#entries.length > MAX_ENTRIES * 1.1) {
      const excess = this.#entries.length - MAX_ENTRIES;
      this.#dropped += excess;
      this.#entries = this.#entries.slice(excess);
    }
    this.#schedule();
    return added;
  }

  /** Changes an entry that is still there. */
  change(id: number, change: Partial<Omit<Entry, 'id'>>): void {
    const index = id - (this.#entries[0]?.id ?? 0);
    const entry = this.#entries[index];
    if (entry?.id !== id) return;
    this.#entries[index] = { ...entry, ...change };
    this.#schedule();
  }

  /** Adds an item to the stream of a sent event. */
  addItem(id: number, item: readonly unknown[]): void {
    const entry = this.find(id);
    if (!entry) return;
    const { count, newest } = entry.stream ?? { count: 0, newest: [] };
    const value = item.length === 1 ? this.#redact(item[0]) : item.map(this.#redact);
    this.change(id, { stream: { count: count + 1, newest: [...newest.slice(1 - MAX_ITEMS), value], isOpen: true } });
  }

  endStream(id: number): void {
    const stream = this.find(id)?.stream;
    if (stream) this.change(id, { stream: { ...stream, isOpen: false } satisfies Stream });
  }

  find(id: number): Entry | undefined {
    const entry = this.#entries[id - (this.#entries[0]?.id ?? 0)];
    return entry?.id === id ? entry : undefined;
  }

  clear(): void {
    this.#entries = [];
    this.#dropped = 0;
    this.#shown = [];
    this.#draw();
  }

  /** While paused, what is shown stays as it is; nothing is lost. */
  pause(isPaused: boolean): void {
    this.#isPaused = isPaused;
    this.#draw();
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    // A page in the background gets no frames.
    const wait = document.hidden ? (draw: () => void) => setTimeout(draw, 250) : requestAnimationFrame;
    wait(() => {
      this.#isScheduled = false;
      this.#draw();
    });
  }

  #draw(): void {
    if (!this.#isPaused) this.#shown = this.#entries.slice(-MAX_ENTRIES);
    const last = this.#shown.at(-1)?.id ?? (this.#isPaused ? 0 : this.#nextId - 1);
    this.state.value = {
      entries: this.#shown,
      isPaused: this.#isPaused,
      held: this.#isPaused ? this.#entries.filter(({ id }) => id > last).length : 0,
      dropped: this.#dropped,
    };
  }
}
