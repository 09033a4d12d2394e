import type { EventEmitter } from 'node:events';

/** An emitter whose bound of listeners was raised. */
interface Raised {
  /** What the application allows. */
  readonly before: number;
  /** How many listeners more than that. */
  room: number;
}

const raised = new WeakMap<EventEmitter, Raised>();

/**
 * Lets an emitter have one listener more for each event without Node's warning of a leak: each adapter listens to the
 * clients of Redis that it shares with those of the other namespaces, or to the process. What the application says of its
 * emitter, before or later, counts more. The function that this gives takes the room back; call it once.
 * @see https://nodejs.org/api/events.html#emittersetmaxlistenersn
 */
export function makeRoom(emitter: object): () => void {
  if (!hasBound(emitter)) return () => undefined;
  add(emitter, 1);
  return () => add(emitter, -1);
}

function add(emitter: EventEmitter, count: number): void {
  const most = emitter.getMaxListeners();
  const known = raised.get(emitter) ?? { before: most, room: 0 };
  raised.set(emitter, known);
  const isOurs = most > 0 && most === known.before + known.room; // 0 is no bound
  known.room += count;
  if (isOurs) emitter.setMaxListeners(known.before + known.room);
  if (known.room === 0) raised.delete(emitter);
}

function hasBound(emitter: object): emitter is EventEmitter {
  const { getMaxListeners, setMaxListeners } = emitter as Partial<EventEmitter>;
  return typeof getMaxListeners === 'function' && typeof setMaxListeners === 'function';
}
