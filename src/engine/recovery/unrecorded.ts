import type { Socket } from 'socket.io';
import { notifyOutgoing, sendPacket } from '../internals/adapters';

/**
 * Sends an event to one client that is not worth recovering, past the adapter, which would record it. It ends with a
 * `null` where others have their offset: to socket.io's client a text that comes last is one, and it would ask for what
 * came after a packet that nobody has recorded.
 */
export function sendUnrecorded(socket: Socket, data: readonly unknown[]): void {
  notifyOutgoing(socket, data);
  sendPacket(socket, [...data, null]);
}
