import { sendAtOnce, waitForAnswer } from './answer.ts';
import { withRequestFields } from './request-fields.ts';
import type { RequestOptions, RequestSocket } from './request-options.ts';
import { resultOf } from './result.ts';
import { ACK_PACKET, FIRST_STREAM_ID, STREAM_ITEM } from './stream-protocol.ts';

/** The part of a socket that its types do not show, or show for the events of its contract alone. */
interface StreamSocket {
  readonly connected: boolean;
  readonly flags?: object;
  packet(packet: { type: number; id: number; data: [] }): void;
  on(event: typeof STREAM_ITEM, listener: (item: readonly [id: number, item?: unknown]) => void): unknown;
  off(event: typeof STREAM_ITEM, listener: (item: readonly [id: number, item?: unknown]) => void): unknown;
}

/**
 * Sends an event whose handler is an async generator and gives its items, and what it returns. It is sent when the first
 * item is asked for. Ending the loop stops the generator at the gateway; several streams do not mix.
 *
 * ```ts
 * for await (const line of stream<string>(socket, 'read_log', { file: 'today' })) console.log(line);
 * const lines = stream<string>({ socket, signal: AbortSignal.timeout(5000) }, 'read_log', { file: 'today' });
 * ```
 *
 * @throws GatewayError where the gateway answered with an error, after the items before it, or refused the client
 * @throws Error where the client cannot connect or the connection was lost; the signal's reason where it was aborted
 */
export function stream<Item = unknown, Result = unknown>(
  target:
    RequestSocket | ({ readonly socket: RequestSocket } & Pick<RequestOptions, 'signal' | 'acks' | 'traceContext'>),
  event: string,
  ...args: unknown[]
): AsyncGenerator<Item, Result, undefined> {
  const { socket, ...options } = 'socket' in target ? target : { socket: target };
  Object.assign((socket as object as StreamSocket).flags ?? {}, { volatile: false, timeout: undefined }); // both are for one packet
  const ending = new AbortController();
  const items = itemsOf(socket, options, ending.signal, event, args);
  // A generator would wait with both for the item that is awaited, which may never come.
  const [end, fail] = [items.return.bind(items), items.throw.bind(items)];
  items.return = (value) => (ending.abort(), end(value));
  items.throw = (error) => (ending.abort(), fail(error));
  return items as AsyncGenerator<Item, Result, undefined>; // the caller knows them
}

async function* itemsOf(
  socket: RequestSocket,
  { signal, acks, traceContext }: Pick<RequestOptions, 'signal' | 'acks' | 'traceContext'>,
  ending: AbortSignal,
  event: string,
  args: readonly unknown[],
): AsyncGenerator<unknown, unknown, undefined> {
  signal?.throwIfAborted();
  const streams = socket as object as StreamSocket;
  const id = FIRST_STREAM_ID + Math.floor(Math.random() * FIRST_STREAM_ID); // a page may hold several copies of this module
  const items: unknown[] = [];
  let end: (() => unknown) | undefined;
  let isAnswered = false as boolean; // set in a callback
  let wake = (): void => undefined;
  const onItem = ([of, item]: readonly [id: number, item?: unknown]): void => {
    if (of !== id) return;
    items.push(item);
    wake();
  };
  const leaving = new AbortController();
  const onAbort = (): void => leaving.abort(signal?.reason);

  ending.addEventListener('abort', () => {
    end ??= () => undefined;
    wake();
  });
  streams.on(STREAM_ITEM, onItem);
  signal?.addEventListener('abort', onAbort);
  sendAtOnce(socket); // with `retries` nothing else would be sent before the stream has ended, and it would be sent twice
  const sent = withRequestFields(args, { traceContext });
  waitForAnswer(socket, { timeoutMs: Infinity, signal: leaving.signal }, event, sent, id)
    .then(
      (answer) => {
        isAnswered = true;
        end = () => resultOf(answer, acks);
      },
      (error: unknown) => {
        end = () => {
          throw error;
        };
      },
    )
    .finally(() => wake());
  try {
    for (;;) {
      yield* items.splice(0);
      if (items.length > 0) continue; // they came meanwhile
      if (end) return end();
      await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    streams.off(STREAM_ITEM, onItem);
    signal?.removeEventListener('abort', onAbort);
    if (!isAnswered) {
      leaving.abort();
      if (streams.connected) streams.packet({ type: ACK_PACKET, id, data: [] });
    }
  }
}
