import type { Effect } from '../../engine/in-memory/silence';
import type { DryRunEffect } from './result';

/** So many a run may have: a stream without an end is told of no longer. */
const MAX_EFFECTS = 500;

/** What would have happened, in its order. */
export class Effects {
  readonly all: DryRunEffect[] = [];
  readonly #namespace: string;
  readonly #tooMany: () => void;

  /** @param tooMany is called when no more are taken */
  constructor(namespace: string, tooMany: () => void) {
    this.#namespace = namespace;
    this.#tooMany = tooMany;
  }

  /** An event for the client itself. */
  own(args: readonly unknown[]): void {
    this.#add({ what: 'emit', to: 'client', except: [], args });
  }

  /** @param sid of the client */
  add({ namespace, what, rooms, except, args }: Effect, sid: string): void {
    const isOwn = rooms.length === 1 && rooms[0] === sid;
    this.#add({
      what,
      to: isOwn ? 'client' : rooms.length === 0 ? 'everyone' : rooms,
      except: except.map((room) => (room === sid ? 'client' : room)),
      ...(namespace !== this.#namespace && { namespace }),
      args,
    });
  }

  #add(effect: DryRunEffect): void {
    if (this.all.length < MAX_EFFECTS) this.all.push(effect);
    else this.#tooMany();
  }
}
