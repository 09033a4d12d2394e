/**
 * The private members of socket.io that know the ids of packets: its listeners get a callback in place of the id of an
 * event, and learn nothing of acknowledgements that nobody waits for. Seen in socket.io 4.8.0 to 4.8.4.
 */
import type { Socket } from 'socket.io';
import { channels } from '../../channels';

/** On a callback that socket.io has made: the id of its event. */
const ID = Symbol('packet id');

type Callback = ((...args: unknown[]) => void) & { [ID]?: number };

interface SocketInternals {
  ack(id: number): Callback;
  onack(packet: { readonly id?: number }): void;
}

/**
 * Remembers the ids of a client's events from `first` on, and all of them while somebody watches events.
 *
 * @param first an integer; ids above 2 ** 53 are none
 */
export function packetIds(
  first: number,
  onAcknowledged: (socket: Socket, id: number) => void,
): (socket: Socket) => void {
  const isWatched = (id: number | undefined): id is number => Number.isSafeInteger(id) && Number(id) >= first;
  // The same for all sockets, as they cost each of them no more than a reference.
  const methods: SocketInternals & ThisType<Socket> = {
    ack(id) {
      const callback = original(this).ack.call(this, id);
      if (isWatched(id) || (id < first && channels.event.hasSubscribers)) callback[ID] = id;
      return callback;
    },
    onack(packet) {
      if (isWatched(packet.id)) onAcknowledged(this, packet.id);
      else original(this).onack.call(this, packet);
    },
  };
  return (socket) => void Object.assign(socket, methods);
}

function original(socket: Socket): SocketInternals {
  return Object.getPrototypeOf(socket) as SocketInternals;
}

/** The id of the event that a callback answers, where it is remembered. */
export function packetIdOf(callback: Callback): number | undefined {
  return callback[ID];
}
