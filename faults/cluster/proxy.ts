import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { Connections } from './connections';

/** A node's way to Redis, over TCP, which can be cut. */
export class Proxy {
  readonly #server = createServer((socket) => this.#accept(socket));
  readonly #connections = new Connections();
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
    for (const socket of this.#connections) socket.pause();
  }

  /** What was connected meanwhile is told that it is not any more; from now on everything passes. */
  mend(): void {
    this.#isCut = false;
    this.#connections.destroy();
  }

  /** Nobody can connect, as where nothing listens; those that are connected stay. */
  refuse(): void {
    this.#server.close();
  }

  close(): void {
    this.#server.close();
    this.#connections.destroy();
  }

  #accept(socket: Socket): void {
    if (this.#isCut) {
      this.#connections.keep(socket);
      socket.pause();
    } else {
      this.#connections.tie(socket, connect(this.#target));
    }
  }
}
