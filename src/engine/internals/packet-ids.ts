/**
 * The private members of socket.io that know the ids of packets: its listeners get a callback in place of the id of an
 * event, and learn nothing of acknowledgements that nobody waits for. Seen in socket.io 4.8.0 to 4.8.4.
 */
import type { Server, Socket } from 'socket.io';
import { channels } from '../../channels';
import { FIRST_STREAM_ID } from '../../client/stream-protocol';

/** On a callback that socket.io has made: the id of its event. */
const ID = Symbol('packet id');

type Callback = ((...args: unknown[]) => void) & { [ID]?: number };

interface SocketInternals {
  ack(id: number): Callback;
  onack(packet: { readonly id?: number }): void;
}

type OnAcknowledged = (socket: Socket, id: number) => void;

/** Who wants to know: the gateways of each namespace. */
const watchers = new WeakMap<Server, Set<OnAcknowledged>>();

/** The same for all sockets, as they cost each of them no more than a reference; they hold nothing of a host. */
const methods: SocketInternals & ThisType<Socket> = {
  ack(id) {
    const callback = original(this).ack.call(this, id);
    if (isOfStream(id) || (id < FIRST_STREAM_ID && channels.event.hasSubscribers)) callback[ID] = id;
    return callback;
  },
  onack(packet) {
    const told = watchers.get(this.nsp.server);
    if (!isOfStream(packet.id) || !told?.size) original(this).onack.call(this, packet);
    else for (const tell of told) tell(this, packet.id);
  },
};

/** The acknowledgements of streams that clients of a server read: of several hosts, where it is the application's. */
export class StreamAcknowledgements {
  readonly #onAcknowledged: OnAcknowledged;

  /** @param onAcknowledged a client has acknowledged a stream; it may be one that others watch */
  constructor(onAcknowledged: OnAcknowledged) {
    this.#onAcknowledged = onAcknowledged;
  }

  install(server: Server): void {
    watchers.set(server, (watchers.get(server) ?? new Set()).add(this.#onAcknowledged));
  }

  /** From now on the ids of a client's streams are remembered, and those of all its events while somebody watches. */
  watch(socket: Socket): void {
    Object.assign(socket, methods);
  }

  uninstall(server: Server): void {
    watchers.get(server)?.delete(this.#onAcknowledged);
  }
}

/** Ids above 2 ** 53 are none. */
function isOfStream(id: number | undefined): id is number {
  return Number.isSafeInteger(id) && Number(id) >= FIRST_STREAM_ID;
}

function original(socket: Socket): SocketInternals {
  return Object.getPrototypeOf(socket) as SocketInternals;
}

/** The id of the event that a callback answers, where it is remembered. */
export function packetIdOf(callback: Callback): number | undefined {
  return callback[ID];
}
