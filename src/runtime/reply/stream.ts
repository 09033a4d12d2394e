import { setImmediate as eventLoopTurn } from 'node:timers/promises';
import { drained, isBehind } from '../../engine/connections';
import type { EngineSocket } from '../../engine/internals/engine-io';

/** How many items follow each other within one turn. */
const ITEMS_PER_TURN = 64;

export function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}

/**
 * Sends each item of an iterable and gives its return value. It goes no faster than the client reads. When `signal` is
 * aborted, also while an item is awaited, it stops and calls the iterator's `return()`.
 */
export async function stream(
  source: AsyncIterable<unknown>,
  conn: EngineSocket,
  signal: AbortSignal,
  send: (item: unknown) => void,
): Promise<unknown> {
  const iterator = source[Symbol.asyncIterator]();
  let open = true; // an iterator that has ended or failed by itself is not told to
  try {
    for (let sent = 1; !signal.aborted; sent += 1) {
      open = false;
      const next = await unlessAborted(iterator.next(), signal);
      if (next?.done) return next.value as unknown;
      open = true;
      if (next) await readiness(conn, signal);
      if (!next || isAborted(signal)) break;
      send(next.value);
      if (sent % ITEMS_PER_TURN === 0) await eventLoopTurn(); // a leaving client is only noticed then
    }
    return undefined;
  } finally {
    if (open) {
      // A Readable would wait with its `return()` for the chunk that is awaited, which may never come.
      if (signal.aborted && isDestroyable(source)) source.destroy();
      await iterator.return?.();
    }
  }
}

/** Waits for a client that reads too slowly. Of several streams that wait, each looks again before it sends. */
async function readiness(conn: EngineSocket, signal: AbortSignal): Promise<void> {
  while (isBehind(conn) && conn.readyState === 'open' && !signal.aborted) await drained(conn, signal);
}

/** `undefined` as soon as the signal is aborted. Unlike `Promise.race` it leaves nothing behind at the signal. */
function unlessAborted<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value | undefined> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      resolve(undefined);
    };
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', stop);
    });
  });
}

/** Asked again after an `await`, where the compiler believes what it saw before. */
function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}

function isDestroyable(source: object): source is { destroy(): unknown } {
  return 'destroy' in source && typeof source.destroy === 'function';
}
