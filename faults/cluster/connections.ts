import type { Socket } from 'node:net';

/** The open connections of a server of TCP, so that something can be done to all of them. */
export class Connections extends Set<Socket> {
  /** Until it closes. */
  keep(socket: Socket): void {
    this.add(socket);
    socket.once('close', () => this.delete(socket));
    socket.on('error', () => undefined); // it closes, too
  }

  /** Keeps both, and passes on what either sends; when one closes, so does the other. */
  tie(one: Socket, other: Socket): void {
    for (const socket of [one, other]) this.keep(socket);
    one.pipe(other).pipe(one);
    one.once('close', () => other.destroy());
    other.once('close', () => one.destroy());
  }

  destroy(): void {
    for (const socket of this) socket.destroy();
  }
}
