import { OFFSET_EVENT } from '../../../../engine/recovery/offset-event';

/** As the adapters write offsets: this library's, socket.io's own, those of Redis streams and of MongoDB. */
const OFFSET = /^([\w-]{8}(\.\d+)?|\d+-\d+|[0-9a-f]{24})$/;

/** Whether an event is for the client alone, and nothing that a gateway emits. */
export function isOffsetEvent(event: string): boolean {
  return event === OFFSET_EVENT;
}

/**
 * The arguments as the gateway emitted them. Where sessions can be recovered, an offset follows them, and the client of
 * socket.io hands it on.
 */
export function withoutOffset(args: readonly unknown[]): readonly unknown[] {
  const last = args.at(-1);
  return typeof last === 'string' && OFFSET.test(last) ? args.slice(0, -1) : args;
}
