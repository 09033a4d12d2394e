import type { Socket } from 'socket.io';
import { notifyOutgoing, type OutgoingPacket, sendPacket } from '../internals/adapters';

/** Sends an event to one client that is not worth recovering, past the adapter, which would record it. */
export function sendUnrecorded(socket: Socket, data: readonly unknown[]): void {
  notifyOutgoing(socket, data);
  sendPacket(socket, [...data, NO_OFFSET]);
}

/** The packet as it is sent where nobody records it. */
export function withoutOffset(packet: OutgoingPacket): OutgoingPacket {
  return { ...packet, data: [...packet.data, NO_OFFSET] };
}

/**
 * Stands where other events have their offset. To socket.io's client a text that comes last is one, whatever it is: it
 * would ask for what came after a packet that nobody has recorded, and lose its session.
 */
const NO_OFFSET = null;
