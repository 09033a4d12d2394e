import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A node's way to Redis, over TCP, which can be cut. */
export class Proxy {
  readonly #server = createServer((socket) => this.#accept(socket));
  readonly #sockets = new Set<Socket>();
  readonly #target: string;
  #isCut = false;

  /** @param target a Unix socket */
  constructor(target: string) {
    this.#target = target;
  }

  /** @param port any that is free by default; the one before, after {@link refuse} */
  async listen(port = 0): Promise<number> {
    this.#server.listen(port, '127.0.0.1');
    await once(this.#server, 'listening');
    return (this.#server.address() as AddressInfo).port; // it listens on TCP
  }

  /** Nothing that is sent arrives, on either side, and nobody is told: as behind a cable that was pulled. */
  cut(): void {
    this.#isCut = true;
    for (const socket of this.#sockets) socket.pause();
  }

  /** What was connected meanwhile is told that it is not any more; from now on everything passes. */
  mend(): void {
    this.#isCut = false;
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Nobody can connect, as where nothing listens; those that are connected stay. */
  refuse(): void {
    this.#server.close();
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #accept(socket: Socket): void {
    this.#keep(socket);
    if (this.#isCut) {
      socket.pause();
      return;
    }
    const other = connect(this.#target);
    this.#keep(other);
    tie(socket, other);
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
    socket.on('error', () => undefined); // it closes, too
  }
}

/** Passes on what either sends; when one closes, so does the other. */
export function tie(one: Socket, other: Socket): void {
  one.pipe(other).pipe(one);
  one.once('close', () => other.destroy());
  other.once('close', () => one.destroy());
}
