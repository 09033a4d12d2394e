import { EventEmitter } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { type Handshake, handshakeRequest } from '../handshake/handshake-simulation';
import type { InMemoryWire, Packet } from './in-memory-wire';

const LOCALHOST = '127.0.0.1';

/** To socket.io a connection of engine.io, with nothing behind it. */
export class InMemoryConnection extends EventEmitter {
  readonly id = 'in-memory';
  readonly protocol = 4;
  readonly remoteAddress: string;
  readonly transport = { name: 'in-memory', writable: true };
  readonly writeBuffer: readonly never[] = [];
  readonly request: IncomingMessage;
  readyState = 'open';

  readonly #wire: InMemoryWire;

  constructor(handshake: Handshake, wire: InMemoryWire) {
    super();
    this.#wire = wire;
    this.remoteAddress = handshake.address ?? LOCALHOST;
    this.request = handshakeRequest(handshake, this.remoteAddress);
  }

  send(packet: Packet): void {
    for (const chunk of this.#wire.encode(packet)) this.emit('data', chunk);
  }

  /** socket.io calls it to send. */
  write(chunk: unknown): void {
    this.#wire.receive(chunk);
  }

  close(): void {
    if (this.readyState === 'closed') return;
    this.readyState = 'closed';
    this.emit('close', 'forced close');
  }
}
