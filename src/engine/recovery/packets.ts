import { type BroadcastOptions, EVENT, type OutgoingPacket } from '../internals/adapters';

/** As socket.io decides it: events, neither volatile nor with an acknowledgement, are recorded, and carry an offset. */
export function isRecorded({ type, id }: OutgoingPacket, { flags }: BroadcastOptions): boolean {
  return type === EVENT && id === undefined && flags?.volatile === undefined;
}

/** Whether a packet was for a client in these rooms. */
export function isFor(rooms: readonly string[], { rooms: to, except }: BroadcastOptions): boolean {
  const isIncluded = to.size === 0 || rooms.some((room) => to.has(room));
  return isIncluded && !rooms.some((room) => except?.has(room));
}
